package io.sluice.broker.artemis.envelope;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.LargeServerMessage;

/** The body of a message as text. Objects are never deserialized. */
public final class BodyText {

    /** Enough for 1 MiB of text, which Core encodes with two bytes for a character. */
    public static final long MOST_ENCODED_BYTES = 4L * 1024 * 1024;

    private BodyText() {}

    /** Refuses a message whose body would take too much memory, before anything of it is read. */
    static void requireModest(Message message) throws UndeliverableException {
        try {
            long size = message instanceof LargeServerMessage large
                    ? large.getLargeBody().getBodySize()
                    : message.getEncodeSize();
            if (size > MOST_ENCODED_BYTES) {
                throw new UndeliverableException("the message has " + size + " bytes; at most " + MOST_ENCODED_BYTES
                        + " are delivered to endpoints");
            }
        } catch (ActiveMQException e) {
            throw new UndeliverableException("the body cannot be read: " + e.getMessage());
        }
    }

    static String of(ICoreMessage message) throws UndeliverableException {
        ActiveMQBuffer body = message.getReadOnlyBodyBuffer();
        switch (message.getType()) {
            case Message.TEXT_TYPE -> {
                SimpleString text = body.readableBytes() == 0 ? null : body.readNullableSimpleString();
                return text == null ? "" : text.toString();
            }
            case Message.DEFAULT_TYPE, Message.BYTES_TYPE -> {
                byte[] bytes = new byte[body.readableBytes()];
                body.readBytes(bytes);
                return text(bytes);
            }
            default ->
                throw new UndeliverableException(
                        "only text and bytes are delivered to endpoints, not maps, streams and objects");
        }
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(bytes);
        }
    }
}
