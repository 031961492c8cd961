package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import io.sluice.broker.artemis.mqtt.MqttMessages;
import java.nio.charset.StandardCharsets;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.LargeServerMessage;

/**
 * The size of a message as SQS counts it: the body, text in UTF-8, plus name and value of each property of the
 * application (SEMANTICS 1.3). What protocols and the broker add does not count, and what a client has compressed counts as it is sent.
 */
public final class MessageSize {

    /** A nullable string of Core is a flag, a length and two bytes for each character. */
    private static final int TEXT_PREFIX_BYTES = 5;

    /** What a character of Java takes in UTF-8. */
    private static final int MOST_BYTES_PER_CHARACTER = 3;

    /** Text in UTF-8, and numbers in digits, take less than this for each byte of Core's or AMQP's encoded form. */
    private static final int MOST_BYTES_PER_ENCODED_BYTE = 3;

    /** An encoded form that is larger than the limit by more than this cannot be within it once decoded. */
    private static final long MAXIMUM_FRAMING_BYTES = 1 << 20;

    /** What Artemis calls the parts of a packet of MQTT, of which user properties are the application's. */
    private static final String MQTT_PREFIX = "mqtt.";

    private MessageSize() {}

    /** Whether the message is larger; exact, but costs something only for one whose encoded form comes near the limit. */
    public static boolean exceeds(Message message, long limitBytes) throws Exception {
        if (!message.isLargeMessage()) {
            return message.getEncodeSize() > limitBytes / MOST_BYTES_PER_ENCODED_BYTE && of(message) > limitBytes;
        }
        long encoded = ((LargeServerMessage) message).getLargeBody().getBodySize();
        return message instanceof ICoreMessage core
                ? largeCoreExceeds(core, encoded, limitBytes)
                : encoded > limitBytes && (encoded > limitBytes + MAXIMUM_FRAMING_BYTES || of(message) > limitBytes);
    }

    private static boolean largeCoreExceeds(ICoreMessage message, long encoded, long limitBytes) {
        long properties = properties(message);
        if (message.getType() != Message.TEXT_TYPE || LargeBodies.isCompressed(message)) {
            return encoded + properties > limitBytes;
        }
        long characters = (encoded - TEXT_PREFIX_BYTES) / 2;
        return characters + properties > limitBytes
                || (MOST_BYTES_PER_CHARACTER * characters + properties > limitBytes
                        && bodyBytes(message) + properties > limitBytes);
    }

    private static long of(Message message) {
        return bodyBytes(CoreForm.of(message)) + properties(message);
    }

    private static long bodyBytes(ICoreMessage message) {
        if (message.getType() == Message.TEXT_TYPE) {
            SimpleString text = message.getReadOnlyBodyBuffer().readNullableSimpleString();
            return text == null ? 0 : utf8(text.toString());
        }
        return message.getReadOnlyBodyBuffer().readableBytes();
    }

    private static long properties(Message message) {
        boolean isMqtt = message instanceof ICoreMessage && MqttMessages.isMqtt(message);
        boolean isStomp = message instanceof ICoreMessage && StompHeaders.areIn(message);
        long bytes = 0;
        for (SimpleString property : message.getPropertyNames()) {
            String name = property.toString();
            if (isMqtt && name.startsWith(MQTT_PREFIX)) {
                name = MqttMessages.nameOf(name);
            }
            if (name != null && isOfApplication(name) && !(isStomp && StompHeaders.isOfProtocol(name))) {
                bytes += utf8(name) + valueBytes(message.getObjectProperty(property));
            }
        }
        return bytes;
    }

    private static boolean isOfApplication(String name) {
        return !name.startsWith("_AMQ")
                && !name.startsWith("JMS")
                && !name.startsWith("__")
                && !name.startsWith("_sluice");
    }

    private static long valueBytes(Object value) {
        return value instanceof byte[] bytes ? bytes.length : utf8(String.valueOf(value));
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
