package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The part of one consumer in the transactions that acknowledge its messages. Each transaction gets one operation for all of
 * them, because a consumer has one transaction at a time. Called by the thread of the consumer's session.
 */
final class ConsumerTransactions {

    private final LeasedConsumer holder;
    private @Nullable TransactionLeases joined;
    private @Nullable CollectedAcknowledgements collected;
    private @Nullable WrittenAcknowledgements written;

    ConsumerTransactions(LeasedConsumer holder) {
        this.holder = holder;
    }

    /** The client has acknowledged a message in a transaction of its own. */
    void join(Transaction tx, LeasedReference lease) {
        TransactionLeases operation = joined;
        if (operation == null || !operation.isOf(tx)) {
            operation = new TransactionLeases(holder, tx);
            joined = operation;
            tx.addOperation(operation);
        }
        operation.add(lease);
    }

    /** The client has told that its application has a message, which the commit of this transaction acknowledges. */
    void collect(Transaction tx, LeasedReference lease, Acknowledgement ack) {
        CollectedAcknowledgements operation = collected;
        if (operation == null || !operation.isOf(tx)) {
            operation = holder.queue().collectedBy(holder, tx);
            collected = operation;
            tx.addOperation(operation);
        }
        operation.add(new CollectedAcknowledgements.Collected(lease, ack));
        lease.leaveBuffer();
    }

    /** Acknowledges a message outside of a transaction of the client: in one that Artemis made up for that, if in any. */
    void acknowledge(LeasedReference lease, Acknowledgement ack) throws Exception {
        LeasedQueue queue = holder.queue();
        Transaction tx = ack.transaction();
        boolean tells = queue.asksForWrittenAcknowledgements();
        boolean byItself = tx != null && mayBeStoredAlone(tx, tells) && isSimple(lease.inner(), ack);
        if (tx != null && (byItself || tells)) {
            WrittenAcknowledgements operation = writtenIn(tx, ack, tells);
            if (byItself) {
                if (operation.add(lease)) {
                    tx.addOperation(operation);
                }
                return;
            }
            operation.addInTransaction(lease);
        }
        queue.acknowledgeInner(lease.inner(), ack);
    }

    /**
     * Others than Core clients have each acknowledgement carried out when it comes. What follows from one then wakes threads for it alone; with a
     * transaction that waits until the disk has many. What a Core client acknowledges comes with the monitor of its consumer; without it,
     * Artemis acknowledges what it rolls back at once ({@code ServerConsumerImpl.cancelRefs}).
     */
    private boolean mayBeStoredAlone(Transaction tx, boolean tells) {
        return holder.session().isCore()
                && holder.queue().storesAcknowledgementsAlone(tells)
                && !BrokerInternals.isAcknowledging(tx)
                && Thread.holdsLock(holder.delegate());
    }

    /** Nothing but its record goes with the message, and nothing else is done in the transaction. */
    private static boolean isSimple(MessageReference inner, Acknowledgement ack) {
        return ack.reason() == AckReason.NORMAL
                && ack.consumer() != null
                && !inner.isPaged()
                && !inner.getMessage().isLargeMessage();
    }

    private WrittenAcknowledgements writtenIn(Transaction tx, Acknowledgement ack, boolean tells) {
        WrittenAcknowledgements operation = written;
        if (operation == null || !operation.isOf(tx)) {
            operation = new WrittenAcknowledgements(holder.queue(), ack, tells);
            written = operation;
            if (tells) {
                tx.afterWired(operation);
            }
        }
        return operation;
    }
}
