package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives messages that a consumer is offered, and may not have, to the one consumer that may.
 *
 * <p>Artemis offers a message to one consumer after the other. In a queue with groups only the owner of its group takes it, so with
 * many consumers most offers would be made in vain. Instead whoever is offered the message hands it on; to Artemis he has taken it.
 *
 * <p>Called by the delivery of the queue only, which is one thread at a time.
 */
final class HandOn {

    private final LeasedConsumer from;
    private @Nullable LeasedConsumer recipient;

    HandOn(LeasedConsumer from) {
        this.from = from;
    }

    /** Under the monitor of the queue. @return false if nobody has taken the message */
    boolean toRecipient(MessageReference reference) {
        LeasedConsumer to = from.queue().recipientOf(reference);
        if (to == null || to == from || to.isClosed() || !takes(to, reference)) {
            return false;
        }
        recipient = to;
        return true;
    }

    private boolean takes(LeasedConsumer to, MessageReference reference) {
        try {
            return to.handle(reference) == HandleStatus.HANDLED;
        } catch (Exception e) {
            from.queue().errorProcessing(to, e, reference);
            return false;
        }
    }

    /** @return false if the message that is to be sent was not handed on */
    boolean proceed(MessageReference reference) {
        LeasedConsumer to = recipient;
        if (to == null) {
            return false;
        }
        recipient = null;
        try {
            to.proceedDeliver(reference);
        } catch (Exception e) {
            from.queue().errorProcessing(to, e, reference);
        }
        return true;
    }
}
