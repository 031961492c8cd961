package io.sluice.broker.artemis.delivery;

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

    private PublishedAttributes() {}

    static Map<String, MessageAttribute> of(ICoreMessage message) {
        Map<String, String> types = AttributeTypes.in(message.getObjectProperty(TYPES));
        Map<String, MessageAttribute> attributes = new TreeMap<>();
        for (SimpleString property : message.getPropertyNames()) {
            String name = property.toString();
            Object value = message.getObjectProperty(property);
            if (value != null && OF_BROKER_AND_PROTOCOLS.stream().noneMatch(name::startsWith)) {
                attributes.put(name, attribute(value, types.get(name)));
            }
        }
        return attributes;
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
