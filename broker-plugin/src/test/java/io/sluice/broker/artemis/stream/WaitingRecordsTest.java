package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.HashKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.junit.jupiter.api.Test;

/** In which order records are appended that were moved into the journal while the disk refused. */
class WaitingRecordsTest {

    private final WaitingRecords waiting = new WaitingRecords();
    private final List<Long> moved = new ArrayList<>();

    private static DirectRecord direct(long id) {
        return direct(id, 10);
    }

    private static DirectRecord direct(long id, int bytes) {
        var awaited = new Confirmations().await(new OperationContextImpl(Runnable::run));
        return new DirectRecord(
                new CoreMessage(id, 8),
                new RecordKey(Optional.empty(), HashKey.spread(id)),
                ByteBuffer.allocate(bytes),
                new DirectRecord.Charge(null, 0),
                awaited);
    }

    private static QueuedRecord queued(long id) {
        return new QueuedRecord(new MessageReferenceImpl(new CoreMessage(id, 8), null));
    }

    private boolean move(DirectRecord record) {
        return moved.add(record.messageId());
    }

    private List<Incoming> takeAll() {
        List<Incoming> taken = new ArrayList<>();
        while (waiting.hasNext()) {
            taken.add(waiting.next());
        }
        return taken;
    }

    @Test
    void aMovedRecordKeepsItsPlaceAndHoldsUpOthersUntilItComesBack() {
        // Given
        DirectRecord first = direct(1);
        QueuedRecord back = queued(1);
        QueuedRecord behind = queued(2);
        waiting.add(first);
        waiting.move(this::move);
        waiting.add(behind);
        assertThat(waiting.hasNext()).isFalse();

        // When
        waiting.add(back);

        // Then
        assertThat(moved).containsExactly(1L);
        assertThat(takeAll()).containsExactly(back, behind);
    }

    @Test
    void whatIsInFrontOfARecordOfTheJournalIsNotMoved() {
        // Given
        waiting.add(direct(1));
        waiting.add(queued(2));
        waiting.add(direct(3));
        waiting.add(direct(4));

        // When
        waiting.move(this::move);

        // Then
        assertThat(moved).containsExactly(3L, 4L);
        assertThat(waiting.all()).extracting(Incoming::messageId).containsExactly(1L, 2L);
    }

    @Test
    void noneIsMovedBehindOneThatTheJournalDoesNotTake() {
        // Given
        List<DirectRecord> records = List.of(direct(1), direct(2), direct(3));
        records.forEach(waiting::add);

        // When
        waiting.move(record -> record.messageId() != 2 && move(record));

        // Then
        assertThat(moved).containsExactly(1L);
    }

    @Test
    void asMuchIsMovedAsTheJournalShouldTakeUntilTheDiskTakesRecordsAgain() {
        // Given
        int half = WaitingRecords.MOST_MOVED_BYTES / 2;
        waiting.add(direct(1, half));
        waiting.add(direct(2, half));
        waiting.add(direct(3, 1));
        waiting.move(this::move);
        assertThat(moved).containsExactly(1L, 2L);
        List<Incoming> back = List.of(queued(1), queued(2));
        back.forEach(waiting::add);

        // When
        waiting.move(this::move);
        assertThat(moved).hasSize(2);
        waiting.diskTakes();
        waiting.move(this::move);

        // Then
        assertThat(moved).containsExactly(1L, 2L, 3L);
    }

    @Test
    void whatWasTakenOutGoesBackInFront() {
        // Given
        DirectRecord first = direct(1);
        DirectRecord second = direct(2);
        waiting.add(direct(3));

        // When
        waiting.addBack(List.of(first, second));

        // Then
        assertThat(takeAll()).extracting(Incoming::messageId).containsExactly(1L, 2L, 3L);
    }
}
