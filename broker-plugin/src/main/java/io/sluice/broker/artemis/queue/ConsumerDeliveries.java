package io.sluice.broker.artemis.queue;

import java.util.function.Function;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one consumer of a leased queue, for a protocol of which Artemis misunderstands some settlements.
 *
 * <p>The protocol says what the next acknowledgement of the client means and then lets Artemis carry it out, which keeps
 * Artemis' own books (credits, lists of unacknowledged messages) right and decides which deliveries are covered. Called by the
 * thread that handles the client's frames.
 */
public final class ConsumerDeliveries {

    private static final Function<MessageReference, Boolean> FIRST_HIT = reference -> true;

    private final LeasedConsumer consumer;

    private ConsumerDeliveries(LeasedConsumer consumer) {
        this.consumer = consumer;
    }

    /** Those of this consumer; null if its queue is not a leased one. */
    public static @Nullable ConsumerDeliveries of(ServerConsumer consumer) {
        if (!(consumer.getQueue() instanceof LeasedQueue queue)) {
            return null;
        }
        LeasedConsumer leased = queue.consumers().inFrontOf(consumer);
        return leased == null ? null : new ConsumerDeliveries(leased);
    }

    /** Whether the client was sent this and has not settled it, in time or not. */
    public boolean contains(long deliveryId) {
        return !consumer.delegate()
                .scanDeliveringReferences(false, reference -> reference.getMessageID() == deliveryId, FIRST_HIT)
                .isEmpty();
    }

    /** The next acknowledgement is one. */
    public void expectAcknowledgement() {
        consumer.settlements().settleInstead(null);
    }

    /** The next acknowledgement is part of a transaction that the client began. */
    public void expectAcknowledgementIn(Transaction transaction, long deliveryId) {
        consumer.settlements().settleInstead(new AcknowledgementInTransaction(deliveryId, transaction));
    }

    /**
     * The next acknowledgement says that the client failed.
     *
     * @param retryDelayMillis time until the messages are visible again; 0 for none
     */
    public void expectFailure(long deliveryId, long retryDelayMillis) {
        consumer.settlements().settleInstead(new NegativeAcknowledgement(deliveryId, retryDelayMillis));
    }
}
