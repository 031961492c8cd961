package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;

/**
 * A delivery to a STOMP client.
 *
 * <p>The client names a delivery by the id of the message, and Artemis looks that id up among its deliveries. So a message
 * that came back is delivered under an id of its own: otherwise a client that was sent it twice could acknowledge only
 * one of the two. And STOMP frames tell no receive count, so a header does. Both are in a copy of the message that lives as long as
 * it is needed.
 */
final class StompReference extends ShownReference {

    private static final String RECEIVE_COUNT = "JMSXDeliveryCount";

    private final long deliveryId;

    private StompReference(MessageReference inner, LeasedConsumer holder, long deliveryId) {
        super(inner, holder);
        this.deliveryId = deliveryId;
    }

    static StompReference of(MessageReference inner, LeasedConsumer holder) {
        return new StompReference(inner, holder, DeliveryCopies.idFor(inner, holder.queue()));
    }

    @Override
    public long getMessageID() {
        return deliveryId;
    }

    /** The id of the copy is what Artemis compares an ACK with, so a copy with an id of its own is kept. */
    @Override
    boolean isShownLater() {
        return deliveryId != messageId();
    }

    @Override
    Message shownFor(Message message) {
        ICoreMessage copy = ownCopy(message);
        copy.setMessageID(deliveryId);
        copy.putIntProperty(RECEIVE_COUNT, getDeliveryCount());
        return copy;
    }

    private static ICoreMessage ownCopy(Message message) {
        ICoreMessage core = CoreForm.of(message);
        if (core.isLargeMessage()) {
            return DeliveryCopies.inMemory(core, core.getMessageID());
        }
        return core == message ? (ICoreMessage) core.copy() : core;
    }
}
