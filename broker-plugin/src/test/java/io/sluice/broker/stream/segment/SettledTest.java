package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which records may be in the broker's journal as well. */
class SettledTest {

    private final MemoryStore store = new MemoryStore();

    private static Map<Long, Long> unsettled(ShardLog log) throws Exception {
        Map<Long, Long> unsettled = new TreeMap<>();
        log.forEachUnsettled(unsettled::put);
        return unsettled;
    }

    @Test
    void namesWhatWasNotSettledWhenTheLastBatchWasWritten() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 4, 100);
        log.settle(4);
        appendBatch(log, 5, 6, 100);

        // When
        Map<Long, Long> unsettled = unsettled(TestLog.open(store));

        // Then
        assertThat(unsettled).isEqualTo(Map.of(5L, 50L, 6L, 60L));
    }

    @Test
    void namesAllRecordsIfNothingWasEverSettled() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 80, 300);

        // When
        Map<Long, Long> unsettled = unsettled(TestLog.open(store));

        // Then
        assertThat(unsettled).hasSize(80).containsEntry(80L, 800L);
    }

    @Test
    void whatWasSettledIsKnownThroughSegmentsAndAfterClosing() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        for (long number = 1; number <= 100; number++) {
            appendBatch(log, number, number, 300);
            log.settle(number - 2);
        }
        Map<Long, Long> afterCrash = unsettled(TestLog.open(store.copy()));
        log.settle(100);
        log.close();

        // When
        Map<Long, Long> afterStop = unsettled(TestLog.open(store));

        // Then
        assertThat(afterCrash).containsOnlyKeys(98L, 99L, 100L);
        assertThat(afterStop).isEmpty();
    }

    @Test
    void whatWasNamedIsNotNamedAgainWhenItWasSettled() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 4, 100);
        ShardLog log = TestLog.open(store);

        // When
        log.settleRecovered();
        appendBatch(log, 5, 5, 100);

        // Then
        assertThat(unsettled(TestLog.open(store))).containsOnlyKeys(5L);
    }

    @Test
    void recordsThatWereNeverInTheJournalHoldUpNothing() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 2, 100);
        for (long number = 3; number <= 40; number++) {
            NewRecord sent = record(number, 300);
            log.append(new NewRecord(number, number * 10, false, sent.key(), sent.body()), number);
            log.sync();
        }

        // When
        Map<Long, Long> before = unsettled(TestLog.open(store.copy()));
        log.settle(2);
        log.close();

        // Then
        assertThat(before).hasSize(40);
        assertThat(unsettled(TestLog.open(store))).isEmpty();
    }

    @Test
    void whatFollowsTheStartIsNotNamed() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 4, 100);
        ShardLog reopened = TestLog.open(store);

        // When
        reopened.append(record(5, 10), 5);

        // Then
        assertThat(unsettled(reopened)).containsOnlyKeys(1L, 2L, 3L, 4L);
    }
}
