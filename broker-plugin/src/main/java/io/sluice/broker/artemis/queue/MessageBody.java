package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.jspecify.annotations.Nullable;

/** The body of a message of any protocol, if it is text or bytes. */
public final class MessageBody {

    /** Larger bodies are not read; text of Core takes two bytes for each character. */
    private static final int LARGEST_BYTES = 4 * 1024 * 1024;

    private MessageBody() {}

    /** Text in UTF-8, or the bytes; null for every other kind of body, and for one that is very large. */
    public static byte @Nullable [] of(Message message) {
        if (message.isLargeMessage()) {
            return LargeBodies.isCompressed(message) ? ofCompressed(message) : ofLarge(message);
        }
        return message instanceof ICoreMessage core ? ofCore(core) : AmqpBodies.bytesOf(message);
    }

    private static byte @Nullable [] ofLarge(Message message) {
        return sizeOf(message) > LARGEST_BYTES ? null : ofCore(CoreForm.of(message));
    }

    private static byte @Nullable [] ofCompressed(Message message) {
        byte[] body = LargeBodies.inflated(message, LARGEST_BYTES);
        return body == null ? null : ofCore(message.toCore().getType(), ActiveMQBuffers.wrappedBuffer(body));
    }

    private static long sizeOf(Message message) {
        try {
            return ((LargeServerMessage) message).getLargeBody().getBodySize();
        } catch (Exception e) {
            throw new IllegalStateException("the large message " + message.getMessageID() + " cannot be read", e);
        }
    }

    private static byte @Nullable [] ofCore(ICoreMessage message) {
        return ofCore(message.getType(), message.getReadOnlyBodyBuffer());
    }

    private static byte @Nullable [] ofCore(byte type, ActiveMQBuffer body) {
        return switch (type) {
            case Message.TEXT_TYPE -> text(body);
            case Message.BYTES_TYPE, Message.DEFAULT_TYPE -> bytes(body);
            default -> null;
        };
    }

    /** The text of a message of Core, in UTF-8; null if it is null. */
    static byte @Nullable [] text(ActiveMQBuffer body) {
        SimpleString text = body.readableBytes() == 0 ? null : body.readNullableSimpleString();
        return text == null ? null : text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** All that is left to read. */
    static byte[] bytes(ActiveMQBuffer body) {
        byte[] bytes = new byte[body.readableBytes()];
        body.readBytes(bytes);
        return bytes;
    }
}
