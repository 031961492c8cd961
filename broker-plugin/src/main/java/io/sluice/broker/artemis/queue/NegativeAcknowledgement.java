package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.Lease;
import java.util.ArrayList;
import java.util.List;

/**
 * A NACK, which Artemis handles as an ACK: ends the leases up to the one that the client named, and returns their messages
 * together, so that they keep their order. Their receives count.
 *
 * <p>Of a delivery whose lease ran out before, the message was counted and returned then, and is left alone; unless the same
 * client was sent it again: then that receive has failed.
 */
final class NegativeAcknowledgement implements SettlementInstead {

    private final long named;
    private final long delayMillis;
    private final List<LeasedReference> failed = new ArrayList<>();

    /**
     * @param named id of the delivery that the client named; the last that Artemis will acknowledge
     * @param delayMillis time until the messages are visible again; 0 for none
     */
    NegativeAcknowledgement(long named, long delayMillis) {
        this.named = named;
        this.delayMillis = delayMillis;
    }

    @Override
    public void settle(LeasedConsumer holder, LeasedReference lease, Acknowledgement ack) throws Exception {
        LeasedReference meant = newestOfSameHolder(holder, lease);
        if (meant != lease) {
            lease.settledLate();
        }
        if (holder.settlements().settle(meant)) {
            failed.add(meant);
        } else {
            meant.settledLate();
        }
        if (lease.getMessageID() == named) {
            holder.settlements().settleInstead(null);
            holder.queue().returns().giveBackOnRequest(failed, delayMillis);
            holder.showLife();
        }
    }

    private static LeasedReference newestOfSameHolder(LeasedConsumer holder, LeasedReference lease) {
        LeasedReference successor =
                lease.state() == Lease.State.EXPIRED ? holder.queue().returned().successorOf(lease) : null;
        return successor == null ? lease : successor;
    }
}
