package io.sluice.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.broker.stream.StreamTrafficListener.GroupCounts;
import io.sluice.broker.stream.StreamTrafficListener.ShardCounts;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StreamMetersTest {

    private static final String S0 = "shardId-000000000000";
    private static final String S1 = "shardId-000000000001";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final StreamMeters meters = new StreamMeters(registry);

    private double value(String name, String... tags) {
        Meter meter = registry.get("sluice.stream." + name)
                .tags("stream", "t", "shard", S0)
                .tags(tags)
                .meter();
        return meter.measure().iterator().next().getValue();
    }

    @Test
    void showWhatAShardHasCountedAtTheMoment() {
        // Given
        AtomicReference<ShardCounts> counts = new AtomicReference<>(ShardCounts.NONE);
        meters.shardOpened("t", S0, counts::get);

        // When
        counts.set(new ShardCounts(10, 2000, 3, 2, 4096, 5000));

        // Then
        assertThat(value("records.in")).isEqualTo(10);
        assertThat(value("bytes.in")).isEqualTo(2000);
        assertThat(value("puts.throttled")).isEqualTo(3);
        assertThat(value("reads.throttled")).isEqualTo(2);
        assertThat(value("bytes.stored")).isEqualTo(4096);
        assertThat(value("oldest.record.millis")).isEqualTo(5000);
    }

    @Test
    void showHowFarAGroupIsAtTheMoment() {
        // Given
        AtomicReference<GroupCounts> counts = new AtomicReference<>(GroupCounts.NONE);
        meters.groupOpened("t", "archive", S0, counts::get);

        // When
        counts.set(new GroupCounts(7, 700, 3, 1500));

        // Then
        assertThat(value("records.out", "group", "archive")).isEqualTo(7);
        assertThat(value("bytes.out", "group", "archive")).isEqualTo(700);
        assertThat(value("lag.records", "group", "archive")).isEqualTo(3);
        assertThat(value("lag.millis", "group", "archive")).isEqualTo(1500);
    }

    @Test
    void goWithTheirShardAndTheirGroup() {
        // Given
        meters.shardOpened("t", S0, () -> ShardCounts.NONE);
        meters.shardOpened("t", S1, () -> ShardCounts.NONE);
        meters.groupOpened("t", "archive", S0, () -> GroupCounts.NONE);

        // When
        meters.groupGone("t", "archive", S0);
        meters.shardGone("t", S0);

        // Then
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getTag("shard")).isEqualTo(S1));
    }

    @Test
    void showTheNewCountsOfAShardThatIsToldAgain() {
        // Given
        meters.shardOpened("t", S0, () -> ShardCounts.NONE);

        // When
        meters.shardOpened("t", S0, () -> new ShardCounts(1, 1, 1, 1, 1, 1));

        // Then
        assertThat(registry.find("sluice.stream.records.in").meters()).hasSize(1);
        assertThat(value("records.in")).isEqualTo(1);
    }
}
