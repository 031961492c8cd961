package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static io.sluice.broker.stream.segment.TestLog.numbers;
import static io.sluice.broker.stream.segment.TestLog.readFrom;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLogTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private final MemoryStore store = new MemoryStore();

    @Test
    void recordsAreNumberedFromOneAndReadAsTheyWereWritten() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        ByteBuffer body = ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3);

        // When
        long first = log.append(new NewRecord(1_000, 77, Optional.of(new PartitionKey("größe")), body), 1_000);
        long second = log.append(new NewRecord(900, 78, Optional.empty(), ByteBuffer.allocate(0)), 1_001);
        log.sync();

        // Then
        assertThat(first).isEqualTo(1);
        assertThat(second).isEqualTo(2);
        ShardReader reader = log.reader(1);
        StoredRecord one = ((ReadOutcome.Next) reader.next()).record();
        assertThat(one)
                .isEqualTo(new StoredRecord(
                        1, 1_000, 77, Optional.of(new PartitionKey("größe")), ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertThat(((ReadOutcome.Next) reader.next()).record())
                .isEqualTo(new StoredRecord(2, 900, 78, Optional.empty(), ByteBuffer.allocate(0)));
        assertThat(reader.next()).isSameAs(ReadOutcome.CAUGHT_UP);
        assertThat(body.position()).isEqualTo(1);
    }

    @Test
    void aRecordIsReadableWhenItIsDurableAndNotBefore() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        ShardReader reader = log.reader(1);
        log.append(record(1, 5_000), 1);

        // When
        ReadOutcome before = reader.next();
        log.sync();

        // Then
        assertThat(before).isSameAs(ReadOutcome.CAUGHT_UP);
        assertThat(reader.next()).isInstanceOf(ReadOutcome.Next.class);
    }

    @Test
    void aReaderFollowsTheWriterThroughSegments() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        ShardReader reader = log.reader(1);

        for (long number = 1; number <= 200; number++) {
            // When
            appendBatch(log, number, number, 300);

            // Then
            assertThat(((ReadOutcome.Next) reader.next()).record().place()).isEqualTo(number);
            assertThat(reader.next()).isSameAs(ReadOutcome.CAUGHT_UP);
        }
        assertThat(store.segments()).hasSizeGreaterThan(5);
    }

    @Test
    void everyPlaceIsFoundFromEveryPlace() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 150, 200);

        for (long place = 1; place <= 151; place++) {
            // When Then
            assertThat(readFrom(log, place)).isEqualTo(numbers(place, 150));
        }
    }

    @Test
    void goesOnAfterItWasReopened() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 300);
        log.close();

        // When
        ShardLog reopened = TestLog.open(store);
        appendBatch(reopened, 61, 120, 300);

        // Then
        assertThat(readFrom(reopened, 1)).isEqualTo(numbers(1, 120));
    }

    @Test
    void recordsOfTenMebibytesFitBesideSmallOnes(@TempDir Path folder) throws Exception {
        // Given
        ShardLog log = ShardLog.open(
                new FolderSegmentStore(folder, new DirectAccess(SegmentListener.NONE)),
                "s",
                new ShardId(0),
                1,
                SegmentLimits.DEFAULT,
                SegmentListener.NONE);
        Random random = new Random(1);
        byte[][] bodies = new byte[30][];
        for (int i = 0; i < bodies.length; i++) {
            bodies[i] = new byte[i % 3 == 0 ? 10 * MEBIBYTE : i * 1_000];
            random.nextBytes(bodies[i]);
        }

        // When
        for (byte[] body : bodies) {
            log.append(new NewRecord(1, 1, Optional.empty(), ByteBuffer.wrap(body)), 1);
        }
        log.sync();

        // Then
        ShardReader reader = log.reader(1);
        for (byte[] body : bodies) {
            assertThat(((ReadOutcome.Next) reader.next()).record().body()).isEqualTo(ByteBuffer.wrap(body));
        }
        assertThat(reader.next()).isSameAs(ReadOutcome.CAUGHT_UP);
        assertThat(log.check()).isEmpty();
        log.close();
    }

    @Test
    void takesTheLargestFrameAndRefusesOneByteMore() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        int largest = Frames.MAXIMUM_BYTES - Frames.RECORD_PREFIX_BYTES;

        // When
        log.append(new NewRecord(1, 1, Optional.empty(), ByteBuffer.allocate(largest)), 1);

        // Then
        assertThatThrownBy(() -> log.append(new NewRecord(1, 1, Optional.empty(), ByteBuffer.allocate(largest + 1)), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("record takes 33554433 bytes");
        log.sync();
        assertThat(log.nextPlace()).isEqualTo(2);
    }

    @Test
    void aSegmentIsFullWhenTheNextRecordWouldExceedItsSize() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        int used = SegmentHeader.BYTES + Frames.MARK_BYTES;
        int frame = 8 * 1024 - used;
        int body = frame - Frames.RECORD_PREFIX_BYTES - "truck-1".length();

        // When
        log.append(record(1, body), 1);
        log.sync();
        int segmentsWhenFull = store.segments().size();
        log.append(record(2, 1), 1);

        // Then
        assertThat(segmentsWhenFull).isEqualTo(1);
        assertThat(store.segments()).hasSize(2);
    }

    @Test
    void aSegmentIsFullAtItsAgeAndNotBefore() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        long hour = Duration.ofHours(1).toMillis();
        log.append(record(1, 10), 5);

        // When
        log.append(record(2, 10), 5 + hour - 1);
        int before = store.segments().size();
        log.append(record(3, 10), 5 + hour);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(store.segments()).hasSize(2);
    }

    @Test
    void aClosedShardIsReadToItsEndAndTakesNothing() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 3, 100);
        log.append(record(4, 100), 4);

        // When
        log.finish(5);

        // Then
        ShardReader reader = log.reader(4);
        assertThat(reader.next()).isInstanceOf(ReadOutcome.Next.class);
        assertThat(reader.next()).isSameAs(ReadOutcome.FINISHED);
        assertThatThrownBy(() -> log.append(record(5, 10), 5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("shardId-000000000003 of telemetry is closed");
        log.close();
        ShardLog reopened = TestLog.open(store);
        assertThat(reopened.isFinished()).isTrue();
        assertThat(readFrom(reopened, 1)).isEqualTo(numbers(1, 4));
    }

    @Test
    void aShardWithoutRecordsCanBeClosed() throws Exception {
        // Given
        ShardLog log = ShardLog.open(store, "telemetry", TestLog.SHARD, 18, TestLog.SMALL, SegmentListener.NONE);

        // When
        log.finish(5);
        log.close();

        // Then
        ShardLog reopened = TestLog.open(store);
        assertThat(reopened.nextPlace()).isEqualTo(18);
        assertThat(reopened.reader(18).next()).isSameAs(ReadOutcome.FINISHED);
    }

    @Test
    void findsTheFiveStartPositions() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 100, 300);
        SequenceNumber fifty = new SequenceNumber(TestLog.SHARD, 50);

        // When Then
        assertThat(log.placeOf(StartPosition.TRIM_HORIZON)).isEqualTo(1);
        assertThat(log.placeOf(StartPosition.LATEST)).isEqualTo(101);
        assertThat(log.placeOf(new StartPosition.AtSequenceNumber(fifty))).isEqualTo(50);
        assertThat(log.placeOf(new StartPosition.AfterSequenceNumber(fifty))).isEqualTo(51);
        assertThat(log.placeOf(new StartPosition.AtTimestamp(Instant.ofEpochMilli(70))))
                .isEqualTo(70);
        assertThat(log.placeOf(new StartPosition.AtTimestamp(Instant.ofEpochMilli(-5))))
                .isEqualTo(1);
        assertThat(log.placeOf(new StartPosition.AtTimestamp(Instant.ofEpochMilli(101))))
                .isEqualTo(101);
    }

    @Test
    void refusesPositionsThatCannotBeMeant() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 10, 10);
        SequenceNumber last = new SequenceNumber(TestLog.SHARD, 10);
        SequenceNumber next = new SequenceNumber(TestLog.SHARD, 11);
        SequenceNumber elsewhere = new SequenceNumber(new ShardId(4), 5);

        // When Then
        assertThat(log.placeOf(new StartPosition.AfterSequenceNumber(last))).isEqualTo(11);
        assertThatThrownBy(() -> log.placeOf(new StartPosition.AfterSequenceNumber(next)))
                .hasMessage("AFTER_SEQUENCE_NUMBER " + next + " is above the last record of shardId-000000000003");
        assertThatThrownBy(() -> log.placeOf(new StartPosition.AtSequenceNumber(elsewhere)))
                .hasMessage("AT_SEQUENCE_NUMBER " + elsewhere + " is not in shardId-000000000003");
    }

    @Test
    void tellsWhenARecordArrived() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 10, 10);

        // When Then
        assertThat(log.arrivalMillis(7)).hasValue(7);
        assertThat(log.arrivalMillis(11)).isEmpty();
    }
}
