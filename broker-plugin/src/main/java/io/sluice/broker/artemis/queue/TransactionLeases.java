package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.visibility.Lease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one consumer that one transaction of the client has acknowledged. Their clocks run on until the
 * transaction commits or is prepared: a prepared branch is never undone from here.
 *
 * <h2>A transaction in which a lease runs out</h2>
 *
 * It stays open, because only its client may end it: what the client still acknowledges or sends in it must find it, and is
 * rolled back with the commit that fails. But the messages in it return {@link #giveBack at once}.
 *
 * <p>The monitor of the transaction is held while an acknowledgement goes into it and while messages are taken out of it, as
 * Artemis does while it adds operations and while they prepare for the end. So an acknowledgement is in the transaction
 * as a whole or not at all, and each message is returned once.
 */
final class TransactionLeases extends TransactionPart<LeasedReference> {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionLeases.class);

    private volatile boolean ending;

    TransactionLeases(LeasedConsumer holder, Transaction transaction) {
        super(holder, transaction);
    }

    /**
     * Returns everything that a client has acknowledged in a transaction that can only fail, counted as failed. No effect if
     * the client is just ending it, which returns the messages too.
     */
    static void giveBack(Transaction tx, ActiveMQServer server) {
        Map<TransactionLeases, List<LeasedReference>> returned = new LinkedHashMap<>();
        synchronized (tx) {
            tx.getAllOperations().stream()
                    .filter(TransactionLeases.class::isInstance)
                    .map(TransactionLeases.class::cast)
                    .forEach(operation -> returned.put(operation, operation.snapshot()));
            if (returned.isEmpty() || returned.keySet().stream().anyMatch(operation -> operation.ending)) {
                return;
            }
            returned.keySet().forEach(TransactionLeases::keepOrRemember);
            BrokerInternals.returnAcknowledged(server, tx, reference -> true);
            returned.keySet().forEach(TransactionLeases::letGo);
        }
        returned.forEach(TransactionLeases::backToDelivering);
    }

    @Override
    public void afterPrepare(Transaction tx) {
        completeAll();
    }

    @Override
    public void afterCommit(Transaction tx) {
        completeAll();
    }

    /**
     * A client may be told that its commit has failed before the disk has the rollback, after which Artemis returns the messages
     * ({@code ProtonTransactionHandler}). So they return now: it goes on with what it has in its buffer, which must not be settled before
     * them.
     */
    @Override
    public void beforeRollback(Transaction tx) {
        ending = true;
        List<LeasedReference> returned = snapshot();
        keepOrRemember();
        if (tx.getState() == Transaction.State.ROLLBACK_ONLY) {
            holder().queue().returns().giveBackAcknowledged(tx, returned);
            letGo();
        }
        backToDelivering(returned);
    }

    private void keepOrRemember() {
        snapshot().stream()
                .filter(LeasedReference::isLive)
                .forEach(holder().queue().returns()::remember);
        if (holder().session().redeliversByItself()) {
            ClientRedelivery.rolledBack(holder(), transaction(), snapshot());
            forgetHeld();
        }
    }

    private void backToDelivering(List<LeasedReference> returned) {
        if (holder().session().redeliversByItself()) {
            ClientRedelivery.backToDelivering(holder(), returned);
        }
    }

    @Override
    public void afterRollback(Transaction tx) {
        completeAll();
    }

    private void letGo() {
        completeAll();
        removeIf(lease -> true);
        if (holder().isClosed()) {
            holder().queue().removeLingerSession(holder().session().session().getName());
        }
    }

    private void forgetHeld() {
        removeIf(lease -> lease.state() == Lease.State.HELD);
    }

    private void completeAll() {
        snapshot().forEach(this::complete);
    }

    private void complete(LeasedReference lease) {
        try {
            holder().settlements().complete(lease);
        } catch (Exception e) {
            LOGGER.warn("the receive of the message after {} could not be recorded", lease.getMessageID(), e);
        }
    }
}
