package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.Lease;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQTransactionRolledBackException;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the messages of ended leases back into their queue, first in line and in order.
 *
 * <p>While messages come back nothing is delivered: otherwise the second of them could be sent before the first is there.
 * The queue's monitor is held for that, unless a client's transaction is rolled back, which returns messages of other
 * queues too.
 */
final class Returns {

    private static final Logger LOGGER = LoggerFactory.getLogger(Returns.class);

    private final LeasedQueue queue;
    private final QueueContext context;
    private final AtomicInteger underWay = new AtomicInteger();

    Returns(LeasedQueue queue, QueueContext context) {
        this.queue = queue;
        this.context = context;
    }

    /** Whether deliveries must wait because messages are coming back. */
    boolean areUnderWay() {
        return underWay.get() > 0;
    }

    /**
     * Puts the messages of expired leases back; the caller holds the queue's monitor since before the leases ended, so that
     * a late settlement finds its message waiting. No lease is part of a transaction.
     */
    void giveBackAtOnce(Expiry expiry) {
        remember(expiry);
        returnExpired(expiry);
        queue.deliverAsync();
    }

    /** Puts the messages of expired leases back, rolls back the transactions they were part of, and tells of it then. */
    void giveBackWithTransactions(LeasedConsumer holder, Expiry expiry) {
        remember(expiry);
        underWay.incrementAndGet();
        holder.session()
                .transactionThread()
                .execute(() -> queue.runApart(() -> {
                    try {
                        expiry.transactions().forEach(transaction -> rollBack((Transaction) transaction));
                        returnExpired(expiry);
                        tell(holder, expiry);
                    } finally {
                        underWay.decrementAndGet();
                        queue.deliverAsync();
                    }
                }));
    }

    private void remember(Expiry expiry) {
        expiry.counted().forEach(lease -> remember((LeasedReference) lease));
        expiry.uncounted().forEach(lease -> remember((LeasedReference) lease));
    }

    private void returnExpired(Expiry expiry) {
        expiry.uncounted().forEach(lease -> ((LeasedReference) lease).inner().decrementDeliveryCount());
        List<MessageReference> references = inner(expiry.counted());
        references.addAll(inner(expiry.uncounted()));
        returnAll(references);
    }

    /** Tells that leases have ended and their messages are back. */
    void tell(LeasedConsumer holder, Expiry expiry) {
        context.visibilityListener()
                .leasesExpired(
                        queue.label(),
                        expiry.counted().size(),
                        expiry.uncounted().size());
        if (holder.isSuspect()) {
            queue.letGo(holder);
        }
    }

    /**
     * Returns messages whose leases were ended on request.
     *
     * @param leases oldest first
     * @param delayMillis time until they are visible; 0 for none
     */
    void giveBackOnRequest(List<? extends Lease> leases, long delayMillis) throws Exception {
        leases.forEach(lease -> remember((LeasedReference) lease));
        List<MessageReference> references = inner(leases);
        if (delayMillis > 0) {
            for (MessageReference inner : references) {
                hide(inner, System.currentTimeMillis() + delayMillis);
            }
        }
        underWay.incrementAndGet();
        try {
            returnAll(references);
        } finally {
            underWay.decrementAndGet();
        }
        queue.deliverAsync();
    }

    /** Has a message that comes back wait until then, over a restart too. */
    void hide(MessageReference inner, long untilMillis) throws Exception {
        inner.setScheduledDeliveryTime(untilMillis);
        if (inner.isDurable() && queue.isDurable() && !inner.isPaged()) {
            context.server().getStorageManager().updateScheduledDeliveryTime(inner);
        }
    }

    /** Returns what a transaction has acknowledged and can only roll back, before that is stored. */
    void giveBackAcknowledged(Transaction tx, List<LeasedReference> acknowledged) {
        Set<MessageReference> references = Collections.newSetFromMap(new IdentityHashMap<>());
        references.addAll(inner(acknowledged));
        BrokerInternals.returnAcknowledged(context.server(), tx, references::contains);
    }

    /** Returns what was to be acknowledged together with a transaction that was rolled back. */
    void giveBackUnacknowledged(Transaction tx, List<LeasedReference> leases) {
        BrokerInternals.returnAll(context.server(), tx, inner(leases));
    }

    /** Returns a message whose delivery its client has refused, so that it was not received at all. */
    void giveBackUnreceived(MessageReference inner) {
        returnAll(List.of(inner));
        queue.deliverAsync();
    }

    /** Returns messages that were delivered behind one that has come back; their receives do not count. */
    void recall(List<LeasedReference> recalled) {
        if (recalled.isEmpty()) {
            return;
        }
        underWay.incrementAndGet();
        try {
            List<MessageReference> references = new ArrayList<>(recalled.size());
            for (LeasedReference lease : recalled) {
                remember(lease);
                lease.inner().decrementDeliveryCount();
                references.add(lease.inner());
            }
            returnAll(references);
        } finally {
            underWay.decrementAndGet();
            queue.deliverAsync();
        }
    }

    /** Notes when a message that goes back was received, and by whom last. */
    void remember(LeasedReference lease) {
        long sinceGrant = TimeUnit.NANOSECONDS.toMillis(queue.nanoTime() - lease.grantedAtNanos());
        queue.returned().returned(lease, System.currentTimeMillis() - sinceGrant);
    }

    private static List<MessageReference> inner(List<? extends Lease> leases) {
        List<MessageReference> references = new ArrayList<>(leases.size());
        leases.forEach(lease -> references.add(((LeasedReference) lease).inner()));
        return references;
    }

    private void returnAll(List<MessageReference> references) {
        if (references.isEmpty()) {
            return;
        }
        try {
            Transaction tx = new TransactionImpl(context.server().getStorageManager());
            references.forEach(reference -> queue.cancelInner(tx, reference));
            tx.rollback();
        } catch (Exception e) {
            LOGGER.error("messages of queue {} whose leases ran out could not be returned", queue.label(), e);
        }
    }

    private void rollBack(Transaction tx) {
        context.visibilityListener().transactionRolledBack(queue.label());
        ActiveMQException reason = new ActiveMQTransactionRolledBackException("a visibility timeout of queue "
                + queue.label() + " passed before the commit; the transaction was rolled back");
        if (BrokerInternals.failCommit(tx, reason)) {
            TransactionLeases.giveBack(tx, context.server());
        }
    }
}
