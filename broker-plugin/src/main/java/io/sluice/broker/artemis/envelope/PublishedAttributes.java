package io.sluice.broker.artemis.envelope;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.StompHeaders;
import io.sluice.broker.fanout.AttributeTypes;
import io.sluice.broker.fanout.envelope.MessageAttribute;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * The properties that an application has set, as message attributes. A client that has only text says the types in {@code
 * sluice_types}: {@code amount=Number,tags=String.Array}.
 */
final class PublishedAttributes {

    private static final SimpleString TYPES = SimpleString.of(AttributeTypes.PROPERTY);
    private static final List<String> OF_BROKER_AND_PROTOCOLS =
            List.of("_AMQ", "JMS", "__", "_sluice", "sluice_", "mqtt.", "NATIVE_");

    /** The one header of STOMP that Artemis makes something else of than a property of that name; policies know it too. */
    private static final String STOMP_TYPE = "type";

    private static final SimpleString JMS_TYPE = SimpleString.of("JMSType");

    private PublishedAttributes() {}

    static Map<String, MessageAttribute> of(ICoreMessage message) {
        Map<String, String> types = AttributeTypes.in(ApplicationText.of(message, TYPES));
        Map<String, MessageAttribute> attributes = new TreeMap<>();
        Map<String, String> userProperties =
                MqttMessages.isMqtt(message) ? MqttMessages.userProperties(message) : Map.of();
        userProperties.forEach((name, value) -> put(attributes, name, value, types));
        boolean isStomp = StompHeaders.areIn(message);
        for (SimpleString property : message.getPropertyNames()) {
            if (isStomp && StompHeaders.isOfProtocol(property.toString())) {
                continue;
            }
            put(attributes, property.toString(), message.getObjectProperty(property), types);
        }
        Object stompType = message.getObjectProperty(JMS_TYPE);
        if (stompType != null && !attributes.containsKey(STOMP_TYPE)) {
            put(attributes, STOMP_TYPE, stompType, types);
        }
        return attributes;
    }

    private static void put(
            Map<String, MessageAttribute> attributes, String name, @Nullable Object value, Map<String, String> types) {
        if (value != null && OF_BROKER_AND_PROTOCOLS.stream().noneMatch(name::startsWith)) {
            attributes.put(name, attribute(value, types.get(name)));
        }
    }

    private static MessageAttribute attribute(Object value, @Nullable String type) {
        if (value instanceof byte[] bytes) {
            return new MessageAttribute(
                    MessageAttribute.BINARY, Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return new MessageAttribute(MessageAttribute.NUMBER, plain(number));
        }
        return new MessageAttribute(type == null ? MessageAttribute.STRING : type, value.toString());
    }

    private static String plain(Number number) {
        return new BigDecimal(number.toString()).toPlainString();
    }
}
