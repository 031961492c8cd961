package io.sluice.broker.artemis.mqtt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
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
    private static final String SCHEDULED_DELIVERY = "_AMQ_SCHED_DELIVERY";
    private static final String SCHEDULED_DELAY = "AMQ_SCHEDULED_DELAY";
    private static final SimpleString QOS = SimpleString.of("mqtt.qos.level");

    private MqttMessages() {}

    /** Whether an MQTT client published it. */
    public static boolean isMqtt(Message message) {
        return message.containsProperty(QOS);
    }

    /** The user properties by name; of several with one name the last. */
    public static Map<String, String> userProperties(Message message) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (!message.containsProperty(USER_PROPERTIES)) {
            return properties;
        }
        for (SimpleString key : message.getPropertyNames()) {
            String name = nameOf(key.toString());
            if (name != null) {
                properties.put(name, message.getStringProperty(key));
            }
        }
        return properties;
    }

    private static @Nullable String nameOf(String key) {
        int dot = key.startsWith(USER_PROPERTY_PREFIX) ? key.indexOf('.', USER_PROPERTY_PREFIX.length()) : -1;
        return dot < 0 ? null : key.substring(dot + 1);
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
        if (!message.containsProperty(USER_PROPERTIES)) {
            return 0;
        }
        Map<String, String> properties = userProperties(message);
        long due = number(properties.get(SCHEDULED_DELIVERY));
        long delay = number(properties.get(SCHEDULED_DELAY));
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
