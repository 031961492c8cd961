package io.sluice.broker.artemis.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.jspecify.annotations.Nullable;

/** Bodies of AMQP messages without a conversion to Core. Used for messages of that protocol only. */
final class AmqpBodies {

    private AmqpBodies() {}

    /** Text in UTF-8, or the bytes of a data section; null for every other kind of body and of message. */
    static byte @Nullable [] bytesOf(Message message) {
        Section body = message instanceof AMQPMessage amqp ? amqp.getBody() : null;
        if (body instanceof Data data && data.getValue() != null) {
            Binary binary = data.getValue();
            return Arrays.copyOfRange(
                    binary.getArray(), binary.getArrayOffset(), binary.getArrayOffset() + binary.getLength());
        }
        return body instanceof AmqpValue value && value.getValue() instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : null;
    }
}
