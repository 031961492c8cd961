package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationKey;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of the body of a message, and of nothing else of it (SEMANTICS 2.2). Text counts in UTF-8 and bytes as they
 * are, so that the same body has the same digest over every protocol; other kinds of bodies count as they are encoded.
 */
final class BodyDigest {

    private BodyDigest() {}

    /** In lower-case hexadecimal digits. */
    static String of(Message message) {
        MessageDigest digest = DeduplicationKey.sha256();
        byte @Nullable [] amqp = message instanceof ICoreMessage ? null : AmqpBodies.bytesOrValueOf(message);
        digest.update(amqp == null ? bytesOf(message.toCore()) : amqp);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bytesOf(ICoreMessage message) {
        ActiveMQBuffer body = message.getReadOnlyBodyBuffer();
        if (message.getType() != Message.TEXT_TYPE) {
            return MessageBody.bytes(body);
        }
        byte @Nullable [] text = MessageBody.text(body);
        return text == null ? new byte[0] : text;
    }
}
