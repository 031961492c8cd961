package io.sluice.broker.artemis.queue;

import java.util.Objects;

/**
 * What Artemis does behind a STOMP connection that ended: it acknowledges the first delivery of each consumer in a
 * transaction that it rolls back, so that this receive is counted ({@code StompProtocolManager.cleanup}). Here the delivery
 * is returned in that transaction instead, which is no acknowledgement, late or not, and counts only if the client did not
 * say that it leaves.
 */
final class StompCleanUp implements SettlementInstead {

    static final StompCleanUp INSTANCE = new StompCleanUp();

    private StompCleanUp() {}

    @Override
    public void settle(LeasedConsumer holder, LeasedReference lease, Acknowledgement ack) {
        if (!holder.session().endsByAccident()) {
            lease.decrementDeliveryCount();
        }
        holder.queue().cancel(Objects.requireNonNull(ack.transaction()), lease, false);
    }
}
