package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.log.MemoryFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.shard.ShardMap;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a stream takes, and what it counts. */
class PutLimitsTest {

    private static final int MEBIBYTE = 1024 * 1024;
    private static final ShardId FIRST = new ShardId(0);

    private final PutLimits limits = new PutLimits();

    private static Stream onDemand(int shards) {
        StreamSettings settings = new StreamSettings(
                CapacityMode.ON_DEMAND,
                shards,
                Duration.ofHours(24),
                Optional.empty(),
                ByteSize.ofMebibytes(10),
                true,
                Map.of());
        StreamLog log = new StreamLog(new MemoryFolder(), "telemetry", SegmentListener.NONE);
        return new Stream(
                "telemetry",
                settings,
                new Stream.Files(log, new ShardMapFile(Path.of("unused"))),
                ShardMap.create(shards, Instant.EPOCH),
                () -> Instant.EPOCH);
    }

    @Test
    void aRecordThatTheStreamRefusesIsNotChargedToItsShard() {
        // Given
        Stream stream = onDemand(8);
        HashKey busy = stream.shardMap().open().get(0).range().first();
        HashKey idle = stream.shardMap().open().get(7).range().first();
        assertThat(limits.tryPut(stream, busy, 4 * MEBIBYTE)).isZero();

        // When
        long first = limits.tryPut(stream, idle, 4 * MEBIBYTE);
        long again = limits.tryPut(stream, idle, 4 * MEBIBYTE);

        // Then
        assertThat(first).isPositive();
        assertThat(again).isPositive().isLessThanOrEqualTo(first);
    }

    @Test
    void whatAShardGotThatIsGoneStaysInTheCountsOfItsStream() {
        // Given
        StreamCounts counts = new StreamCounts();
        counts.stored(FIRST, 10);
        counts.stored(new ShardId(1), 20);
        counts.refused(FIRST);

        // When
        counts.retain(Set.of(new ShardId(1)));

        // Then
        assertThat(counts.records(FIRST)).isZero();
        assertThat(counts.allRecords()).isEqualTo(2);
        assertThat(counts.allBytes()).isEqualTo(30);
        assertThat(counts.allThrottled()).isEqualTo(1);
    }
}
