package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * A NACK, which Artemis handles as an ACK: ends the leases up to the one that the client named, and returns their messages
 * together, so that they keep their order. Their receives count. A delivery whose lease ran out before is left alone: it
 * was counted and returned then.
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
        if (holder.settle(lease)) {
            failed.add(lease);
        } else {
            lease.settledLate();
        }
        if (lease.getMessageID() == named) {
            holder.settleInstead(null);
            holder.queue().returns().giveBackOnRequest(failed, delayMillis);
            holder.showLife();
        }
    }
}
