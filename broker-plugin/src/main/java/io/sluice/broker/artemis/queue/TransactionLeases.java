package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.Lease;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one consumer that one transaction of the client has acknowledged. Their clocks run on until the
 * transaction commits or is prepared: a prepared branch is never undone from here.
 *
 * <p>Called by the thread that ends the transaction.
 */
final class TransactionLeases extends TransactionOperationAbstract {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionLeases.class);

    private final LeasedConsumer holder;
    private final Transaction transaction;
    private final List<LeasedReference> leases = new ArrayList<>();

    TransactionLeases(LeasedConsumer holder, Transaction transaction) {
        this.holder = holder;
        this.transaction = transaction;
    }

    boolean isOf(Transaction other) {
        return transaction == other;
    }

    synchronized void add(LeasedReference lease) {
        leases.add(lease);
    }

    @Override
    public void afterPrepare(Transaction tx) {
        completeAll();
    }

    @Override
    public void afterCommit(Transaction tx) {
        completeAll();
    }

    @Override
    public void beforeRollback(Transaction tx) {
        snapshot().stream()
                .filter(LeasedReference::isLive)
                .forEach(holder.queue().returns()::remember);
        if (holder.session().redeliversByItself()) {
            ClientRedelivery.rolledBack(holder, tx, snapshot());
            forgetHeld();
        }
    }

    @Override
    public void afterRollback(Transaction tx) {
        completeAll();
    }

    private synchronized void forgetHeld() {
        leases.removeIf(lease -> lease.state() == Lease.State.HELD);
    }

    private void completeAll() {
        snapshot().forEach(this::complete);
    }

    private void complete(LeasedReference lease) {
        try {
            holder.complete(lease);
        } catch (Exception e) {
            LOGGER.warn("the receive of the message after {} could not be recorded", lease.getMessageID(), e);
        }
    }

    private synchronized List<LeasedReference> snapshot() {
        return List.copyOf(leases);
    }
}
