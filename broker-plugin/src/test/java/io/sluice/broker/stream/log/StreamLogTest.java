package io.sluice.broker.stream.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamLogTest {

    private static final ShardId S0 = new ShardId(0);
    private static final ShardId S1 = new ShardId(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final SegmentLimits SMALL =
            new SegmentLimits(ByteSize.ofKibibytes(4), Duration.ofHours(1), ByteSize.ofKibibytes(1));

    private final MemoryFolder folder = new MemoryFolder();

    private StreamLog open() throws Exception {
        var log = new StreamLog(folder, "telemetry", SegmentListener.NONE);
        log.open(S0, 1, SMALL);
        log.open(S1, 1, SMALL);
        return log;
    }

    private static NewRecord record(long ingestId) {
        return new NewRecord(ingestId, ingestId, Optional.empty(), ByteBuffer.allocate(500));
    }

    @Test
    void aBatchOfSeveralShardsIsReadableWhenAllOfItIsDurable() throws Exception {
        // Given
        StreamLog log = open();
        SequenceNumber first = log.append(S0, record(1), 1);
        SequenceNumber second = log.append(S1, record(2), 1);
        long before = log.shard(S0).orElseThrow().nextPlace();

        // When
        List<AppendRefusedException> refusals = log.sync();

        // Then
        assertThat(refusals).isEmpty();
        assertThat(before).isEqualTo(1);
        assertThat(log.shards()).extracting(ShardLog::nextPlace).containsExactlyInAnyOrder(2L, 2L);
        assertThat(first.toString()).isNotEqualTo(second.toString());
    }

    @Test
    void aShardWhoseDiskFailsHoldsUpNoOther() throws Exception {
        // Given
        StreamLog log = open();
        log.append(S0, record(1), 1);
        log.append(S1, record(2), 1);
        folder.shard(S0).failForces(true);

        // When
        List<AppendRefusedException> refusals = log.sync();

        // Then
        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.shard()).isEqualTo(S0);
            assertThat(refusal.firstDiscarded()).isEqualTo(1);
        });
        assertThat(log.shard(S1).orElseThrow().nextPlace()).isEqualTo(2);
    }

    @Test
    void namesTheIngestIdsOfAllShardsThatWereNotSettled() throws Exception {
        // Given
        StreamLog log = open();
        log.append(S0, record(11), 1);
        log.append(S1, record(12), 1);
        log.sync();
        log.shard(S0).orElseThrow().settle(1);
        log.append(S0, record(13), 1);
        log.append(S1, record(14), 1);
        log.sync();

        // When
        StreamLog reopened = open();

        // Then
        assertThat(reopened.unsettledIngestIds()).containsExactlyInAnyOrder(12L, 13L, 14L);
    }

    @Test
    void trimsTheOldestSegmentsOfAllShardsUntilTheyFit() throws Exception {
        // Given
        StreamLog log = open();
        for (long number = 1; number <= 60; number++) {
            log.append(number % 3 == 0 ? S1 : S0, record(number), number);
            log.sync();
        }
        log.shards().forEach(shard -> shard.settle(60));
        long bytes = log.bytes();
        ByteSize half = new ByteSize(bytes / 2);

        // When
        int none = log.trim(DAY, Optional.of(new ByteSize(bytes)), 100);
        int some = log.trim(DAY, Optional.of(half), 100);

        // Then
        assertThat(none).isZero();
        assertThat(some).isPositive();
        assertThat(log.bytes()).isBetween(half.bytes() - 5_000, half.bytes());
        long oldestOfFirst = arrival(log, S0);
        long oldestOfSecond = arrival(log, S1);
        assertThat(Math.abs(oldestOfFirst - oldestOfSecond)).isLessThan(25);
    }

    private static long arrival(StreamLog log, ShardId shard) throws Exception {
        ShardLog records = log.shard(shard).orElseThrow();
        return records.arrivalMillis(records.horizon()).orElseThrow();
    }

    @Test
    void trimsByTimeWithoutALimitOfSize() throws Exception {
        // Given
        StreamLog log = open();
        for (long number = 1; number <= 60; number++) {
            log.append(S0, record(number), number);
        }
        log.sync();
        log.shard(S0).orElseThrow().settle(60);

        // When
        log.trim(DAY, Optional.empty(), 60 + DAY.toMillis());

        // Then
        assertThat(log.shard(S0).orElseThrow().horizon()).isEqualTo(61);
    }

    @Test
    void aShardThatIsDroppedLeavesNoFile(@TempDir Path disk) throws Exception {
        // Given
        var log = new StreamLog(new DiskStreamFolder(disk, SegmentListener.NONE), "telemetry", SegmentListener.NONE);
        log.open(S0, 1, SMALL);
        log.open(S1, 1, SMALL);
        log.append(S0, record(1), 1);
        log.append(S1, record(2), 1);
        log.sync();

        // When
        log.drop(S0);

        // Then
        assertThat(disk.resolve(S0.toString())).doesNotExist();
        assertThat(log.shard(S0)).isEmpty();
        log.close();
        try (var files = Files.list(disk.resolve(S1.toString()))) {
            assertThat(files).isNotEmpty();
        }
        var reopened =
                new StreamLog(new DiskStreamFolder(disk, SegmentListener.NONE), "telemetry", SegmentListener.NONE);
        assertThat(reopened.open(S1, 1, SMALL).reader(1).next()).isInstanceOf(ReadOutcome.Next.class);
        reopened.close();
    }

    @Test
    void keepsToTheSizeAlsoIfNoSegmentIsFull() throws Exception {
        // Given
        var log = new StreamLog(folder, "telemetry", SegmentListener.NONE);
        log.open(S0, 1, SegmentLimits.DEFAULT);
        log.open(S1, 1, SegmentLimits.DEFAULT);
        ByteSize most = ByteSize.ofMebibytes(4);
        for (long number = 1; number <= 12_000; number++) {
            log.append(number % 3 == 0 ? S1 : S0, record(number), number);
        }
        log.sync();
        log.shards().forEach(shard -> shard.settle(12_000));
        long before = log.bytes();

        // When
        log.limitTo(SegmentLimits.DEFAULT.forSize(most, 2));
        int trimmed = log.trim(DAY, Optional.of(most), 100);

        // Then
        assertThat(before).isGreaterThan(most.bytes());
        assertThat(trimmed).isEqualTo(1);
        assertThat(log.bytes()).isLessThanOrEqualTo(most.bytes());
    }

    @Test
    void segmentsThatAreWrittenToTakeHalfOfTheSize() throws Exception {
        // Given
        StreamLog log = new StreamLog(folder, "telemetry", SegmentListener.NONE);
        ByteSize most = ByteSize.ofMebibytes(4);
        log.open(S0, 1, SegmentLimits.DEFAULT.forSize(most, 2));
        log.open(S1, 1, SegmentLimits.DEFAULT.forSize(most, 2));
        for (long number = 1; number <= 12_000; number++) {
            log.append(number % 3 == 0 ? S1 : S0, record(number), number);
        }
        log.sync();
        log.shards().forEach(shard -> shard.settle(12_000));

        // When
        log.trim(DAY, Optional.of(most), 12_000);

        // Then
        assertThat(log.bytes()).isBetween(most.bytes() / 2, most.bytes());
    }
}
