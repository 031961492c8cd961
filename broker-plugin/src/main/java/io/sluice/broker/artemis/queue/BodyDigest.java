package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import io.sluice.broker.fifo.DeduplicationKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
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
        if (!(message.isLargeMessage() && LargeBodies.digest(message, digest))) {
            digestInMemory(message, digest);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void digestInMemory(Message message, MessageDigest digest) {
        byte @Nullable [] amqp = message instanceof ICoreMessage ? null : AmqpBodies.bytesOrValueOf(message);
        digest.update(amqp == null ? bytesOf(CoreForm.of(message)) : ByteBuffer.wrap(amqp));
    }

    private static ByteBuffer bytesOf(ICoreMessage message) {
        if (message.getType() == Message.TEXT_TYPE) {
            byte @Nullable [] text = MessageBody.text(message.getReadOnlyBodyBuffer());
            return ByteBuffer.wrap(text == null ? new byte[0] : text);
        }
        if (message.getClass() == CoreMessage.class) {
            int length = message.getBodyBufferSize(); // makes the bytes up to date if they are not
            return message.getBuffer().nioBuffer(CoreMessage.BODY_OFFSET, length);
        }
        return ByteBuffer.wrap(MessageBody.bytes(message.getReadOnlyBodyBuffer()));
    }
}
