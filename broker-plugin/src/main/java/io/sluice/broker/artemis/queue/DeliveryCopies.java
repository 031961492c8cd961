package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;

/** Copies of messages for clients whose protocol names a delivery by the id of its message. */
final class DeliveryCopies {

    private static final int ROOM_FOR_PROPERTIES = 512;

    private DeliveryCopies() {}

    /** The id of the message itself, or one of its own for a delivery of a message that came back. */
    static long idFor(MessageReference inner, LeasedQueue queue) {
        long messageId = inner.getMessageID();
        boolean cameBack = queue.returned().newestLeaseOf(messageId) != null;
        return cameBack ? queue.newMessageId() : messageId;
    }

    /** A copy in memory, also of a large message: a copy on disk would have to be deleted again. */
    static CoreMessage inMemory(ICoreMessage message, long id) {
        ActiveMQBuffer body = message.getDataBuffer();
        int length = body.readableBytes();
        CoreMessage copy = new CoreMessage(id, length + ROOM_FOR_PROPERTIES);
        copy.moveHeadersAndProperties(message);
        copy.removeProperty(Message.HDR_LARGE_COMPRESSED);
        copy.setMessageID(id);
        copy.getBodyBuffer().writeBytes(body, length);
        return copy;
    }
}
