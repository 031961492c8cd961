package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.VisibilityListener.LateOutcome;
import org.apache.activemq.artemis.api.core.ActiveMQTransactionRolledBackException;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What the settlements of one consumer mean, and what they do: end a lease that is live, or are late.
 *
 * <p>A settlement is an acknowledgement, alone or in a transaction of the client, or a return. What Artemis takes for an acknowledgement may
 * be something else in truth ({@link SettlementInstead}). One that comes after the lease ran out settles what became of the message since,
 * if nobody else has received it.
 *
 * <p>Called by the thread of the consumer's session, most often under the monitor of the {@code ServerConsumer}. That Artemis calls without it
 * tells some of its own acknowledgements from those of the client.
 */
final class Settlements {

    private final LeasedConsumer consumer;
    private final LeasedQueue queue;
    private final ServerConsumer delegate;
    private final ClientSession session;
    private final boolean stomp;
    private final InFlightLeases inFlight;
    private final ReceiveRecords receives;
    private final Suspicion suspicion;
    private final ConsumerTransactions transactions;

    private volatile boolean dropped;
    private boolean recovering;
    private @Nullable SettlementInstead instead;
    private @Nullable Transaction lastAcknowledgedIn;

    Settlements(LeasedConsumer consumer, InFlightLeases inFlight, ReceiveRecords receives, Suspicion suspicion) {
        this.consumer = consumer;
        this.queue = consumer.queue();
        this.delegate = consumer.delegate();
        this.session = consumer.session();
        this.stomp = session.isStomp();
        this.inFlight = inFlight;
        this.receives = receives;
        this.suspicion = suspicion;
        this.transactions = new ConsumerTransactions(consumer);
    }

    // ---- acknowledgement ------------------------------------------------------------------------------------------

    /**
     * Acknowledges one message for the consumer, in time or late.
     *
     * <p>A Core client that recovers its session has the last message that it consumed counted by an acknowledgement that
     * is rolled back ({@code ServerConsumerImpl.cancelRefs}). If that message was acknowledged in the same transaction
     * before, this one is the next in the buffer, which nobody has worked on. It comes without the monitor that every
     * acknowledgement of a client holds.
     */
    void acknowledge(LeasedReference lease, Acknowledgement ack) throws Exception {
        if (lease.acknowledgedOnDelivery()) {
            queue.acknowledgeInner(lease.inner(), ack);
            return;
        }
        SettlementInstead other = stomp ? stompSettlement() : null;
        if (other != null) {
            other.settle(consumer, lease, ack);
            return;
        }
        Transaction tx = ack.transaction();
        if (tx != null && tx == lastAcknowledgedIn && !Thread.holdsLock(delegate) && lease.isLive()) {
            lease.inner().decrementDeliveryCount();
        }
        lastAcknowledgedIn = tx;
        if (tx != null && Thread.holdsLock(delegate) && session.collectsIn(tx)) {
            transactions.collect(tx, lease, ack);
            return;
        }
        acknowledge(lease, ack, tx != null && session.began(tx) ? tx : null);
    }

    /** @param clientTx the transaction of the acknowledgement if the client began it; null if Artemis made it up */
    void acknowledge(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx) throws Exception {
        if (clientTx == null ? acknowledgeAlone(lease, ack) : acknowledgeIn(clientTx, lease, ack)) {
            suspicion.showLife();
        } else {
            acknowledgeLate(lease, ack, clientTx);
        }
    }

    private boolean acknowledgeAlone(LeasedReference lease, Acknowledgement ack) throws Exception {
        if (!inFlight.settle(lease, queue.nanoTime())) {
            return false;
        }
        transactions.acknowledge(lease, ack);
        return true;
    }

    /** In one step, as {@link TransactionLeases#giveBack} sees it. */
    private boolean acknowledgeIn(Transaction clientTx, LeasedReference lease, Acknowledgement ack) throws Exception {
        synchronized (clientTx) {
            if (!inFlight.enlist(lease, clientTx, queue.nanoTime())) {
                return false;
            }
            queue.acknowledgeInner(lease.inner(), ack);
            transactions.join(clientTx, lease);
            return true;
        }
    }

    /** When Artemis cleans up behind a STOMP connection it acknowledges too, without the monitor that a client's ACK holds. */
    private @Nullable SettlementInstead stompSettlement() {
        return Thread.holdsLock(delegate) ? instead : StompCleanUp.INSTANCE;
    }

    /** What the acknowledgements that follow mean in truth; null if they are what they seem. */
    void settleInstead(@Nullable SettlementInstead settlement) {
        instead = settlement;
    }

    // ---- late -----------------------------------------------------------------------------------------------------

    private void acknowledgeLate(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx)
            throws Exception {
        if (lease.state() == Lease.State.EXPIRED) {
            queue.listener().settledLate(queue.label(), outcomeOfLate(lease, ack, clientTx));
            lease.settledLate();
        }
        if (clientTx != null && session.redeliversByItself() && !lease.isLive()) {
            transactions.join(clientTx, lease);
        }
        suspicion.showLife();
    }

    private LateOutcome outcomeOfLate(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx)
            throws Exception {
        if (clientTx != null) {
            clientTx.markAsRollbackOnly(new ActiveMQTransactionRolledBackException("the visibility timeout of message "
                    + lease.getMessageID() + " of queue " + queue.label() + " passed before the commit"));
            if (queue.restoresLostLeases() && session.redeliversByItself() && suspicion.adopt(lease, false)) {
                acknowledgeIn(clientTx, lease, ack);
            }
            return LateOutcome.TRANSACTION_FAILED;
        }
        LeasedReference successor = queue.returned().successorOf(lease);
        if (successor != null && successor.state() == Lease.State.HELD && queue.maySettleInPlaceOf(successor)) {
            acknowledge(successor, ack, null);
            return LateOutcome.HONOURED;
        }
        return queue.honoursLateSettlements() && queue.acknowledgeWaiting(successor == null ? lease : successor, ack)
                ? LateOutcome.HONOURED
                : LateOutcome.IGNORED;
    }

    // ---- return ---------------------------------------------------------------------------------------------------

    /** Ends a live lease of a message that stays. @return false if it had ended before */
    boolean settle(LeasedReference lease) throws Exception {
        receives.storeNow();
        return inFlight.settle(lease, queue.nanoTime());
    }

    /** The client's transaction that has acknowledged the message is committed, prepared or rolled back. */
    void complete(LeasedReference lease) throws Exception {
        receives.storeNow();
        inFlight.complete(lease, queue.nanoTime());
    }

    /**
     * Ends a lease whose message Artemis returns to the queue.
     *
     * @return false if the lease had ended before: the message is not this consumer's to return
     */
    boolean release(LeasedReference lease) throws Exception {
        boolean lost = session.isConnectionLost() || dropped && session.isLostWhenDropped();
        if (lost || delegate.isClosed()) {
            inFlight.freeze();
        }
        boolean started = lease.hasStarted();
        MessageReference inner = lease.inner();
        if (recovering && lease.isUncounted() && lease.isLive()) {
            inner.incrementDeliveryCount();
        }
        recovering = false;
        if (lost && started == lease.isUncounted() && lease.isLive()) {
            if (started) {
                inner.incrementDeliveryCount();
            } else {
                inner.decrementDeliveryCount();
            }
        }
        if (!settle(lease)) {
            lease.settledLate();
            return false;
        }
        if (started) {
            queue.returns().remember(lease);
        }
        suspicion.showLife();
        return true;
    }

    /** A recovering client means the message that it consumed last, and Artemis took a question for it: it is the next. */
    void recoveredAt(Ping question) {
        recovering = true;
        question.lose();
    }

    /** The queue delivers to the consumer no more; if that comes before it is closed, its session ended under it. */
    void consumerRemoved() {
        dropped = !delegate.isClosed();
    }
}
