package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to a STOMP client.
 *
 * <p>The client names a delivery by the id of the message, and Artemis looks that id up among its deliveries. So a message
 * that came back is delivered under an id of its own: otherwise a client that was sent it twice could acknowledge only
 * one of the two. And STOMP frames tell no receive count, so a header does. Both are in a copy of the message that lives as long as
 * it is needed; the message in the queue, which other consumers may be reading, is not touched.
 */
final class StompReference extends LeasedReference {

    private static final String RECEIVE_COUNT = "JMSXDeliveryCount";

    private final long deliveryId;
    private volatile boolean sending;
    private volatile @Nullable Message shown;

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

    /** Made when Artemis asks for it, so that a message that cannot be converted fails where Artemis expects it. */
    @Override
    public Message getMessage() {
        Message copy = shown;
        if (copy == null && sending) {
            copy = copyForClient();
            shown = copy;
        }
        return copy == null ? super.getMessage() : copy;
    }

    @Override
    void sending() {
        sending = true;
    }

    /** The id of the copy is what Artemis compares an ACK with, so a copy with an id of its own is kept. */
    @Override
    void sent() {
        sending = false;
        if (deliveryId == messageId()) {
            shown = null;
        }
    }

    private Message copyForClient() {
        ICoreMessage copy = ownCopy(inner().getMessage());
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
