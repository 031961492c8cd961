package io.sluice.broker.artemis.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.jspecify.annotations.Nullable;

/**
 * How Artemis writes the properties of MQTT 5 into messages: user properties as {@code mqtt.ordered.user.property.<n>.<name>},
 * the response topic and the correlation data as properties of their own.
 */
public final class MqttMessages {

    private static final SimpleString USER_PROPERTIES = SimpleString.of("mqtt.user.property.exists");
    private static final String USER_PROPERTY_PREFIX = "mqtt.ordered.user.property.";
    private static final SimpleString RESPONSE_TOPIC = SimpleString.of("mqtt.response.topic");
    private static final SimpleString CORRELATION_DATA = SimpleString.of("mqtt.correlation.data");
    private static final SimpleString CONTENT_TYPE = SimpleString.of("mqtt.content.type");
    private static final String SCHEDULED_DELIVERY = "_AMQ_SCHED_DELIVERY";
    private static final String SCHEDULED_DELAY = "AMQ_SCHEDULED_DELAY";
    private static final SimpleString QOS = SimpleString.of("mqtt.qos.level");

    private MqttMessages() {}

    /** Whether an MQTT client published it. */
    public static boolean isMqtt(Message message) {
        return message.containsProperty(QOS);
    }

    /** Whether its publisher gave it properties in the way of MQTT 5; has no properties decoded, and so asks no AMQP message. */
    public static boolean hasUserProperties(Message message) {
        if (message.getClass() == CoreMessage.class && message.getEncodeSize() > 0) { // the bytes are up to date then
            return ((CoreMessage) message).searchProperty(USER_PROPERTIES);
        }
        return message instanceof ICoreMessage && message.containsProperty(USER_PROPERTIES);
    }

    /** The user properties by name; of several with one name the first, as for the headers of STOMP. */
    public static Map<String, String> userProperties(Message message) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (hasUserProperties(message)) {
            for (SimpleString key : message.getPropertyNames()) {
                String name = nameOf(key.toString());
                String value = name == null ? null : userProperty(message, name);
                if (value != null) {
                    properties.put(name, value);
                }
            }
        }
        return properties;
    }

    /** The name of the user property that is in a property of this name; null if that is none. */
    public static @Nullable String nameOf(String key) {
        int dot = key.startsWith(USER_PROPERTY_PREFIX) ? key.indexOf('.', USER_PROPERTY_PREFIX.length()) : -1;
        return dot < 0 ? null : key.substring(dot + 1);
    }

    /** The value of one user property; of several with this name the first; null if there is none. */
    public static @Nullable String userProperty(Message message, String name) {
        if (message.getObjectProperty(USER_PROPERTIES) instanceof Integer count) {
            for (int number = 0; number < count; number++) {
                Object value = message.getObjectProperty(USER_PROPERTY_PREFIX + number + "." + name);
                if (value != null) {
                    return value.toString();
                }
            }
        }
        return null;
    }

    /** The address of the response topic; null if there is none. */
    public static @Nullable String replyAddress(Message message, WildcardConfiguration wildcards) {
        String topic = message.getStringProperty(RESPONSE_TOPIC);
        return topic == null ? null : MQTTUtil.getCoreAddressFromMqttTopic(topic, wildcards);
    }

    /** What the sender wants to have repeated in the answer; null if nothing. */
    public static byte @Nullable [] correlationData(Message message) {
        return message.getBytesProperty(CORRELATION_DATA);
    }

    /** Says of what type the content is, to clients of MQTT 5. */
    public static void putContentType(Message message, SimpleString type) {
        message.putStringProperty(CONTENT_TYPE, type);
    }

    /** Makes a message readable for the MQTT 5 client that asked for it. */
    public static void answer(Message reply, byte @Nullable [] correlationData, String property, String value) {
        if (correlationData != null) {
            reply.putBytesProperty(CORRELATION_DATA, correlationData);
        }
        reply.putIntProperty(USER_PROPERTIES, 1);
        reply.putStringProperty(SimpleString.of(USER_PROPERTY_PREFIX + "0." + property), SimpleString.of(value));
    }

    /**
     * When the message shall be delivered, if its publisher said so in a user property: {@code _AMQ_SCHED_DELIVERY} in epoch
     * milliseconds, or {@code AMQ_SCHEDULED_DELAY} in milliseconds.
     *
     * @param sentMillis when it was sent
     * @return epoch milliseconds; 0 if nothing, or nothing that is a number, was said
     */
    public static long dueMillis(Message message, long sentMillis) {
        if (!hasUserProperties(message)) {
            return 0;
        }
        long due = number(userProperty(message, SCHEDULED_DELIVERY));
        long delay = number(userProperty(message, SCHEDULED_DELAY));
        return due > 0 ? due : delay > 0 ? sentMillis + delay : 0;
    }

    private static long number(@Nullable String digits) {
        try {
            return digits == null ? 0 : Long.parseLong(digits.strip());
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
