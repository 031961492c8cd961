package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static io.sluice.broker.stream.segment.TestLog.numbers;
import static io.sluice.broker.stream.segment.TestLog.readFrom;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Duration DAY = Duration.ofHours(24);
    private static final long DAY_MILLIS = DAY.toMillis();
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final MemoryStore store = new MemoryStore();

    /** Where the second segment begins. */
    private long secondBase() {
        return Long.parseLong(store.segments().get(1).substring(0, 20));
    }

    @Test
    void aSegmentGoesWhenItsNewestRecordReachesTheRetentionAndNotBefore() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 400);
        log.settle(60);
        long second = secondBase();
        long newest = second - 1;

        // When
        int before = log.trim(DAY, newest + DAY_MILLIS - 1);
        int at = log.trim(DAY, newest + DAY_MILLIS);

        // Then
        assertThat(before).isZero();
        assertThat(at).isEqualTo(1);
        assertThat(log.horizon()).isEqualTo(second);
        assertThat(readFrom(log, second)).isEqualTo(numbers(second, 60));
        assertThat(TestLog.open(store.copy()).horizon()).isEqualTo(second);
    }

    @Test
    void aReaderInsideTheTrimmedRangeIsToldAndStandsAtTheHorizon() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 400);
        log.settle(60);
        long second = secondBase();
        ShardReader reader = log.reader(1);
        reader.next();
        reader.next();

        // When
        log.trimOldest(100);

        // Then
        assertThat(reader.next()).isEqualTo(new ReadOutcome.Trimmed(3, second));
        assertThat(((ReadOutcome.Next) reader.next()).record().place()).isEqualTo(second);
    }

    @Test
    void aSegmentStaysAsLongAsTheJournalMayHaveOneOfItsRecords() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 400);
        long last = secondBase() - 1;
        log.settle(last - 1);

        // When
        int before = log.trim(DAY, 60 + DAY_MILLIS) + log.trimOldest(60);
        log.settle(last);
        int after = log.trim(DAY, 60 + DAY_MILLIS);

        // Then
        assertThat(before).isZero();
        assertThat(log.oldestSegmentMillis()).isEmpty();
        assertThat(after).isEqualTo(1);
    }

    @Test
    void aRetentionThatIsChangedHoldsAtOnceAndBringsNothingBack() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 400);
        log.settle(60);
        long now = 60 + 2 * DAY_MILLIS;

        // When
        int trimmedLong = log.trim(Duration.ofDays(3), now);
        int trimmedShort = log.trim(DAY, now);
        int trimmedLongAgain = log.trim(Duration.ofDays(3), now);

        // Then
        assertThat(trimmedLong).isZero();
        assertThat(trimmedShort).isGreaterThan(2);
        assertThat(trimmedLongAgain).isZero();
        assertThat(log.horizon()).isEqualTo(61);
    }

    @Test
    void anIdleShardLosesAllItsRecordsAndKeepsItsPlace() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 5, 100);
        log.settle(5);

        // When
        int trimmed = log.trim(DAY, 5 + DAY_MILLIS);

        // Then
        assertThat(trimmed).isEqualTo(1);
        assertThat(store.segments()).hasSize(1);
        ShardLog reopened = TestLog.open(store);
        assertThat(reopened.horizon()).isEqualTo(6);
        assertThat(reopened.append(record(6, 10), 5 + DAY_MILLIS)).isEqualTo(6);
    }

    @Test
    void aClosedShardLosesAllItsRecordsAndStaysClosed() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 60, 400);
        log.settle(60);
        log.finish(60);

        // When
        log.trim(DAY, 60 + DAY_MILLIS);
        int again = log.trim(DAY, 60 + 2 * DAY_MILLIS);

        // Then
        assertThat(again).isZero();
        assertThat(log.reader(61).next()).isSameAs(ReadOutcome.FINISHED);
        assertThat(log.reader(7).next()).isEqualTo(new ReadOutcome.Trimmed(7, 61));
        ShardLog reopened = TestLog.open(store);
        assertThat(reopened.isFinished()).isTrue();
        assertThat(reopened.nextPlace()).isEqualTo(61);
        assertThat(reopened.trimOldest(61)).isZero();
    }

    @Test
    void nothingGoesEarlyWhenTheClockGoesBackAnHour() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        for (long number = 1; number <= 60; number++) {
            long arrival = number <= 20 ? DAY_MILLIS + number : DAY_MILLIS - HOUR_MILLIS + number;
            log.append(record(number, 400, arrival), arrival);
        }
        log.sync();
        log.settle(60);
        long newestOfFirst = DAY_MILLIS + secondBase() - 1;

        // When
        int before = log.trim(DAY, newestOfFirst + DAY_MILLIS - 1);
        int at = log.trim(DAY, newestOfFirst + DAY_MILLIS);

        // Then
        assertThat(before).isZero();
        assertThat(at).isPositive();
    }

    @Test
    void aRecordFromAClockFarAheadHoldsUpNothingForEver() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        long farAhead = 400 * DAY_MILLIS;
        log.append(record(1, 400, farAhead), 1);
        for (long number = 2; number <= 60; number++) {
            log.append(record(number, 400), number);
        }
        log.sync();
        log.settle(60);

        // When
        int trimmed = log.trim(DAY, 60 + DAY_MILLIS);

        // Then
        assertThat(trimmed).isGreaterThan(2);
        assertThat(log.horizon()).isEqualTo(61);
    }

    @Test
    void aShorterRetentionAlsoEndsTheSegmentThatIsWrittenToSooner() throws Exception {
        // Given
        SegmentLimits ofAYear = SegmentLimits.DEFAULT.forRetention(Duration.ofDays(365));
        ShardLog log = ShardLog.open(store, "telemetry", TestLog.SHARD, 1, ofAYear, SegmentListener.NONE);
        log.append(record(1, 10), 0);
        log.sync();
        log.append(record(2, 10, HOUR_MILLIS), HOUR_MILLIS);
        log.sync();
        int before = store.segments().size();

        // When
        log.limitTo(SegmentLimits.DEFAULT.forRetention(DAY));
        log.append(record(3, 10, HOUR_MILLIS), HOUR_MILLIS);
        log.sync();

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(store.segments()).hasSize(2);
    }
}
