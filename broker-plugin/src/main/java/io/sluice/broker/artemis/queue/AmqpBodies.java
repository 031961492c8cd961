package io.sluice.broker.artemis.queue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.broker.artemis.CoreForm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.util.NettyWritable;
import org.apache.activemq.artemis.protocol.amqp.util.TLSEncode;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.codec.EncoderImpl;
import org.apache.qpid.proton.codec.WritableBuffer;
import org.jspecify.annotations.Nullable;

/** Bodies of AMQP messages without a conversion to Core. Used for messages of that protocol only. */
final class AmqpBodies {

    private AmqpBodies() {}

    /** Text in UTF-8, or the bytes of a data section; null for every other kind of body and of message. */
    static byte @Nullable [] bytesOf(Message message) {
        return bytesOf(bodyOf(message));
    }

    /**
     * The same, and a single value of another kind as it is encoded. Artemis' conversion to Core gives such a value other bytes
     * while the broker encodes something else: it takes them from the beginning of memory that is shared.
     */
    static byte @Nullable [] bytesOrValueOf(Message message) {
        Section body = bodyOf(message);
        byte @Nullable [] bytes = bytesOf(body);
        return bytes == null && body instanceof AmqpValue value && isSingle(value.getValue()) ? encoded(value) : bytes;
    }

    private static @Nullable Section bodyOf(Message message) {
        return CoreForm.withWholeBody(message) instanceof AMQPMessage amqp ? amqp.getBody() : null;
    }

    private static byte @Nullable [] bytesOf(@Nullable Section body) {
        if (body instanceof Data data && data.getValue() != null) {
            return bytesOf(data.getValue());
        }
        return body instanceof AmqpValue value && value.getValue() instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : null;
    }

    /** Decoded just now, and so for the caller alone. */
    private static byte[] bytesOf(Binary binary) {
        byte[] bytes = binary.getArray();
        int start = binary.getArrayOffset();
        return start == 0 && binary.getLength() == bytes.length
                ? bytes
                : Arrays.copyOfRange(bytes, start, start + binary.getLength());
    }

    private static boolean isSingle(@Nullable Object value) {
        return value != null && !(value instanceof Binary || value instanceof List || value instanceof Map);
    }

    private static byte[] encoded(AmqpValue value) {
        ByteBuf bytes = Unpooled.buffer();
        EncoderImpl encoder = TLSEncode.getEncoder();
        encoder.setByteBuffer(new NettyWritable(bytes));
        try {
            encoder.writeObject(value);
        } finally {
            encoder.setByteBuffer((WritableBuffer) null);
        }
        return ByteBufUtil.getBytes(bytes);
    }
}
