package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadLimitsTest {

    private static final ShardId SHARD = new ShardId(0);
    private static final long AN_HOUR_OF_A_SHARD = 3_600L * (2 << 20);
    private static final StreamSettings LIMITED = StreamSettings.DEFAULT;
    private static final StreamSettings UNLIMITED = new StreamSettings(
            LIMITED.capacityMode(),
            LIMITED.shards(),
            LIMITED.retention(),
            LIMITED.retentionSize(),
            LIMITED.maximumRecordSize(),
            false,
            LIMITED.consumerGroups());

    private final ReadLimits limits = new ReadLimits();

    @Test
    void whoHasReadMoreThanASecondsWorthWaits() {
        limits.read(LIMITED, SHARD, AN_HOUR_OF_A_SHARD);

        assertThat(limits.nanosUntilRead(LIMITED, SHARD))
                .isBetween(TimeUnit.MINUTES.toNanos(30), TimeUnit.MINUTES.toNanos(60));
        assertThat(limits.tryCall(LIMITED, SHARD)).isPositive();
        assertThat(limits.nanosUntilRead(LIMITED, new ShardId(1))).isZero();
    }

    @Test
    void nobodyWaitsWithoutLimits() {
        limits.read(UNLIMITED, SHARD, AN_HOUR_OF_A_SHARD);

        assertThat(limits.nanosUntilRead(UNLIMITED, SHARD)).isZero();
        assertThat(limits.tryCall(UNLIMITED, SHARD)).isZero();
        assertThat(limits.nanosUntilRead(LIMITED, SHARD)).isZero();
    }

    @Test
    void whoWaitsGoesOnWhenTheLimitsAreTurnedOff() {
        limits.read(LIMITED, SHARD, AN_HOUR_OF_A_SHARD);

        assertThat(limits.nanosUntilRead(UNLIMITED, SHARD)).isZero();
    }

    @Test
    void whatIsForgottenOwesNothing() {
        limits.read(LIMITED, SHARD, AN_HOUR_OF_A_SHARD);

        limits.retain(List.of());

        assertThat(limits.nanosUntilRead(LIMITED, SHARD)).isZero();
    }
}
