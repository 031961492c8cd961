package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that a transaction acknowledges, which Artemis made up for that and commits at once. The queue is
 * told when the commit is written, long before the disk has it.
 *
 * <p>A transaction can tell one party only. A mirror that wants to be told, which asks after us, takes our place; the queue then
 * hears of the messages when they are on disk, as it does in any case.
 *
 * <p>Most have one message, so one object is all that it costs: it is what the transaction calls, and a link in {@link WrittenLeases}.
 */
final class WrittenAcknowledgements implements Runnable {

    private final Transaction tx;
    private final LeasedQueue queue;
    private final LeasedReference first;
    private @Nullable List<LeasedReference> others;

    /** The one that was written before. */
    @Nullable
    WrittenAcknowledgements before;

    WrittenAcknowledgements(Transaction tx, LeasedQueue queue, LeasedReference first) {
        this.tx = tx;
        this.queue = queue;
        this.first = first;
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
        if (last != null && last.tx == tx) {
            last.add(lease);
            return last;
        }
        WrittenAcknowledgements current = new WrittenAcknowledgements(tx, queue, lease);
        tx.afterWired(current);
        return current;
    }

    void add(LeasedReference lease) {
        if (others == null) {
            others = new ArrayList<>();
        }
        others.add(lease);
    }

    int size() {
        return others == null ? 1 : 1 + others.size();
    }

    void forEach(Consumer<LeasedReference> action) {
        action.accept(first);
        if (others != null) {
            others.forEach(action);
        }
    }

    /** The commit is written. */
    @Override
    public void run() {
        queue.acknowledged(this);
    }
}
