package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue that a transaction acknowledges, which Artemis made up for that and commits at once.
 *
 * <p>Such a transaction is there to take back what was acknowledged when it cannot acknowledge all that it should. So what it
 * acknowledges is only noted here, and each acknowledgement is stored by itself when it commits: one record in place of two, and nothing to
 * complete for the transaction when the disk has them. Large messages and those of pages, which have a file or a place to give up besides, are
 * acknowledged in the transaction, and so is what follows them, because the transaction is stored after what was noted. So is everything
 * of clients of other protocols than Core ({@link ConsumerTransactions}).
 *
 * <p>A queue that {@link LeasedQueue#asksForWrittenAcknowledgements asks} is told when the acknowledgements are written, long before the disk
 * has them. A transaction can tell one party only. A mirror that wants to be told, which asks after us, takes our place; the queue then
 * hears of the messages when they are on disk.
 *
 * <p>Most have one message, so one object is all that it costs: it is what the transaction calls, and a link in {@link WrittenLeases}.
 */
final class WrittenAcknowledgements extends TransactionOperationAbstract implements Runnable {

    private final LeasedQueue queue;
    private final Acknowledgement acknowledgement;
    private final boolean tells;
    private @Nullable LeasedReference first;
    private @Nullable List<LeasedReference> others;
    private @Nullable List<LeasedReference> inTransaction;
    private int stored;

    /** The one that was written before. */
    @Nullable
    WrittenAcknowledgements before;

    /**
     * @param acknowledgement how all of them are acknowledged, and the transaction that Artemis made up for that
     * @param tells whether the queue asks to be told, which it may cease to do before the transaction ends
     */
    WrittenAcknowledgements(LeasedQueue queue, Acknowledgement acknowledgement, boolean tells) {
        this.queue = queue;
        this.acknowledgement = acknowledgement;
        this.tells = tells;
    }

    boolean isOf(Transaction other) {
        return acknowledgement.transaction() == other;
    }

    /** Notes a message whose acknowledgement is stored by itself. @return whether it is the first, so that the transaction has to call this */
    boolean add(LeasedReference lease) {
        if (first == null) {
            first = lease;
            return true;
        }
        others = with(lease, others);
        return false;
    }

    /** Notes a message that is acknowledged in the transaction. */
    void addInTransaction(LeasedReference lease) {
        inTransaction = with(lease, inTransaction);
    }

    private static List<LeasedReference> with(LeasedReference lease, @Nullable List<LeasedReference> before) {
        if (before == null) {
            return List.of(lease);
        }
        List<LeasedReference> all = before.size() == 1 ? new ArrayList<>(before) : before;
        all.add(lease);
        return all;
    }

    int size() {
        return alone() + (inTransaction == null ? 0 : inTransaction.size());
    }

    private int alone() {
        return first == null ? 0 : others == null ? 1 : 1 + others.size();
    }

    private LeasedReference alone(int place) {
        return place == 0 || others == null ? Objects.requireNonNull(first) : others.get(place - 1);
    }

    void forEach(Consumer<LeasedReference> action) {
        for (int place = 0; place < alone(); place++) {
            action.accept(alone(place));
        }
        if (inTransaction != null) {
            inTransaction.forEach(action);
        }
    }

    /** One that fails is done all the same: either somebody who was told of it has thrown, or the broker stops, which cannot write. */
    @Override
    public void beforeCommit(Transaction tx) throws Exception {
        Acknowledgement byItself = acknowledgement.in(null);
        while (stored < alone()) {
            LeasedReference next = alone(stored);
            stored++;
            queue.acknowledgeByItself(next.inner(), byItself);
        }
    }

    /** What was noted, and is not stored, goes back in front of what the transaction acknowledges and returns after this. */
    @Override
    public void afterRollback(Transaction tx) {
        List<LeasedReference> returning = new ArrayList<>();
        for (int place = stored; place < alone(); place++) {
            returning.add(alone(place));
        }
        queue.returns().giveBackUnacknowledged(tx, returning);
        keepStored();
        if (tells && stored > 0) {
            queue.acknowledged(this);
        }
    }

    private void keepStored() {
        inTransaction = null;
        if (stored == 0) {
            first = null;
            others = null;
        } else if (others != null) {
            others = List.copyOf(others.subList(0, stored - 1));
        }
    }

    /** The commit is written. */
    @Override
    public void run() {
        queue.acknowledged(this);
    }
}
