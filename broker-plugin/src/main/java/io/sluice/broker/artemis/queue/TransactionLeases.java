package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
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
        snapshot().stream().filter(LeasedReference::isLive).forEach(holder.queue()::rememberReturned);
    }

    @Override
    public void afterRollback(Transaction tx) {
        boolean mayBeBackWithConsumer = tx.getClass() != TransactionImpl.class || holder.session().session().getCurrentTransaction() == tx;
        for (LeasedReference lease : snapshot()) {
            boolean wasOpen = lease.isLive();
            complete(lease);
            if (wasOpen && mayBeBackWithConsumer) {
                restoreIfBackWithConsumer(lease);
            }
        }
    }

    /** AMQP and OpenWire put the message back into the consumer's list of deliveries, where it must carry its lease. */
    private void restoreIfBackWithConsumer(LeasedReference lease) {
        ServerConsumer consumer = holder.delegate();
        try {
            MessageReference back = consumer.removeReferenceByID(lease.getMessageID());
            if (back == null) {
                return;
            }
            if (back == lease.inner()) {
                consumer.backToDelivering(lease);
                holder.restore(lease);
            } else {
                consumer.backToDelivering(back);
            }
        } catch (Exception e) {
            LOGGER.error(
                    "the lease of message {} could not be restored after a rollback; it returns when its consumer closes",
                    lease.getMessageID(),
                    e);
        }
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
