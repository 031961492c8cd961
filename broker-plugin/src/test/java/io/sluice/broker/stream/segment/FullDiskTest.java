package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static io.sluice.broker.stream.segment.TestLog.numbers;
import static io.sluice.broker.stream.segment.TestLog.readFrom;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, or fails, after any number of bytes. */
class FullDiskTest {

    private static final int BEFORE = 10;
    private static final int AFTER = 60;

    /** Appends until it is refused. @return the place of the first record that was discarded */
    private static long appendUntilRefused(ShardLog log) {
        try {
            for (long number = BEFORE + 1; number <= AFTER; number++) {
                log.append(record(number, 250), number);
                if (number % 4 == 0) {
                    log.sync();
                }
            }
            log.sync();
            return -1;
        } catch (AppendRefusedException e) {
            assertThat(e)
                    .hasMessage("shardId-000000000003 cannot store records: No space left on device")
                    .hasCauseInstanceOf(IOException.class);
            return e.firstDiscarded();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFullDiskRefusesAndNothingTornIsSeenWhereverItFills(boolean isInBlocks) throws Exception {
        int refusals = 0;
        for (int room = 0; room < 16_500; room += 61) {
            // Given
            var store = new MemoryStore(isInBlocks);
            ShardLog log = TestLog.open(store);
            appendBatch(log, 1, BEFORE, 250);
            store.leaveRoomFor(room);

            // When
            long discarded = appendUntilRefused(log);

            // Then
            long last = log.nextPlace() - 1;
            assertThat(readFrom(log, 1)).as("room for %d", room).isEqualTo(numbers(1, last));
            if (discarded > 0) {
                refusals++;
                assertThat(discarded).isBetween(last + 1, last + 4);
                assertThatThrownBy(() -> log.append(record(99, 10), 99)).isInstanceOf(AppendRefusedException.class);
            }
            assertThat(readFrom(TestLog.open(store.copy()), 1)).hasSizeGreaterThanOrEqualTo((int) last);
            store.leaveRoom();
            log.resume();
            log.sync();
            long next = log.nextPlace();
            appendBatch(log, next, next + 20, 250);
            assertThat(readFrom(log, 1)).as("room for %d", room).isEqualTo(numbers(1, next + 20));
            log.close();
            assertThat(readFrom(TestLog.open(store), 1)).isEqualTo(numbers(1, next + 20));
        }
        assertThat(refusals).isGreaterThan(200);
    }

    @Test
    void aFailedForceTakesBackAllThatIsNotDurable() throws Exception {
        // Given
        var store = new MemoryStore();
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 3, 100);
        log.append(record(4, 100), 4);
        store.failForces(true);

        // When
        assertThatThrownBy(log::sync)
                .isInstanceOfSatisfying(
                        AppendRefusedException.class,
                        refusal -> assertThat(refusal.firstDiscarded()).isEqualTo(4));

        // Then
        assertThat(readFrom(log, 1)).isEqualTo(numbers(1, 3));
        assertThatThrownBy(() -> log.append(record(5, 100), 5)).isInstanceOf(AppendRefusedException.class);
        store.failForces(false);
        assertThat(log.resume()).isEqualTo(4);
        appendBatch(log, 4, 9, 100);
        assertThat(readFrom(log, 1)).isEqualTo(numbers(1, 9));
    }

    @Test
    void aRefusedBatchTakesNothingOfTheOneBeforeThatIsOnItsWayToTheDisk() throws Exception {
        // Given
        var store = new MemoryStore();
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 3, 100);
        store.leaveRoomFor(100);

        // When
        assertThatThrownBy(() -> {
                    log.append(record(4, 40_000), 4);
                    log.sync();
                })
                .isInstanceOf(AppendRefusedException.class);
        store.leaveRoom();
        long next = log.resume();

        // Then
        assertThat(next).isEqualTo(4);
        appendBatch(log, 4, 4, 40_000);
        assertThat(readFrom(log, 1)).isEqualTo(numbers(1, 4));
    }

    @Test
    void trimmingAFullDiskMakesRoom() throws Exception {
        // Given
        var store = new MemoryStore();
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 100, 250);
        log.settle(100);
        store.leaveRoomFor(0);
        assertThatThrownBy(() -> {
                    log.append(record(101, 250), 101);
                    log.sync();
                })
                .isInstanceOf(AppendRefusedException.class);

        // When
        int trimmed = log.trimOldest(101);

        // Then
        assertThat(trimmed).isEqualTo(1);
        store.leaveRoom();
        assertThat(log.resume()).isEqualTo(101);
        appendBatch(log, 101, 110, 250);
        assertThat(readFrom(log, log.horizon())).isEqualTo(numbers(log.horizon(), 110));
    }
}
