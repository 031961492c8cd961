package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.Lease;
import org.apache.activemq.artemis.core.transaction.Transaction;

/**
 * An ACK that names a transaction, which Artemis carries out at once: acknowledges in that transaction instead.
 *
 * <p>An ACK of a {@code client} subscription covers all earlier deliveries. One of them whose lease ran out fails the
 * transaction, unless the same client was sent that message again meanwhile: then only the newer delivery matters.
 */
final class AcknowledgementInTransaction implements SettlementInstead {

    private final long named;
    private final Transaction transaction;

    /** @param named id of the delivery that the client named; the last that Artemis will acknowledge */
    AcknowledgementInTransaction(long named, Transaction transaction) {
        this.named = named;
        this.transaction = transaction;
    }

    @Override
    public void settle(LeasedConsumer holder, LeasedReference lease, Acknowledgement ack) throws Exception {
        boolean last = lease.getMessageID() == named;
        if (last) {
            holder.settlements().settleInstead(null);
        }
        if (!last && isReplaced(holder, lease)) {
            lease.settledLate();
            return;
        }
        holder.settlements().acknowledge(lease, ack.in(transaction), transaction);
    }

    private static boolean isReplaced(LeasedConsumer holder, LeasedReference lease) {
        if (lease.state() != Lease.State.EXPIRED) {
            return false;
        }
        LeasedReference successor = holder.queue().returned().successorOf(lease);
        return successor != null && successor.isLive();
    }
}
