package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that a transaction acknowledges, which Artemis made up for that and commits at once. The queue is
 * told when the commit is written, long before the disk has it.
 *
 * <p>A transaction can tell one party only. A mirror that wants to be told, which asks after us, takes our place; the queue then
 * hears of the messages when they are on disk, as it does in any case.
 */
final class WrittenAcknowledgements {

    private final Transaction tx;
    private final List<LeasedReference> leases = new ArrayList<>(1);

    private WrittenAcknowledgements(Transaction tx) {
        this.tx = tx;
    }

    /**
     * Notes a message that is acknowledged now.
     *
     * @param last what the last call returned; null at first
     * @param tx the transaction; null if there is none, and nothing to note then
     */
    static @Nullable WrittenAcknowledgements note(
            @Nullable WrittenAcknowledgements last,
            LeasedQueue queue,
            LeasedReference lease,
            @Nullable Transaction tx) {
        if (tx == null || !queue.asksForWrittenAcknowledgements()) {
            return last;
        }
        WrittenAcknowledgements current = last;
        if (current == null || current.tx != tx) {
            current = new WrittenAcknowledgements(tx);
            List<LeasedReference> leases = current.leases;
            tx.afterWired(() -> queue.acknowledged(leases));
        }
        current.leases.add(lease);
        return current;
    }
}
