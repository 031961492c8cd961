package io.sluice.broker.artemis.queue;

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

    /** A message is acknowledged now, in a transaction that Artemis made up for that; null if there is none. */
    void note(LeasedReference lease, @Nullable Transaction tx) {
        written = WrittenAcknowledgements.note(written, holder.queue(), lease, tx);
    }
}
