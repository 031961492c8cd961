package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.MessageBody;
import io.sluice.broker.fanout.AttributeTypes;
import io.sluice.broker.fanout.filter.AttributeValue;
import io.sluice.broker.fanout.filter.MessageView;
import io.sluice.broker.fanout.filter.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * A message as filter policies see it. Properties of JMS and Core, application properties of AMQP, headers of STOMP and
 * user properties of MQTT 5 are its attributes. Reads what it is asked for and nothing else; nothing is converted.
 */
final class PublishedMessage implements MessageView {

    /** The one header of STOMP that Artemis makes something else of than a property of that name. */
    private static final String STOMP_TYPE = "type";

    /** What Artemis has under a name of its own unless the message came over AMQP. */
    private static final String JMS_GROUP = "JMSXGroupID";

    /** Artemis' name for message annotations of AMQP. */
    private static final String ANNOTATION_PREFIX = "m.";

    private static final SimpleString JMS_TYPE = SimpleString.of("JMSType");

    private final Message message;
    private @Nullable Map<String, String> types;
    private @Nullable Map<String, String> userProperties;

    PublishedMessage(Message message) {
        this.message = message;
    }

    /** Properties that Artemis has in other places than among the properties of a message, or that are ours. */
    static boolean isUnlisted(String name) {
        return name.equals(STOMP_TYPE)
                || name.startsWith("JMS")
                || name.startsWith("_")
                || name.startsWith(ANNOTATION_PREFIX)
                || name.startsWith("sluice_");
    }

    @Override
    public Collection<String> attributeNames() {
        Set<SimpleString> properties = message.getPropertyNames();
        List<String> names = new ArrayList<>(properties.size());
        properties.forEach(name -> names.add(name.toString()));
        if (message instanceof ICoreMessage) {
            userProperties().keySet().stream()
                    .filter(name -> !properties.contains(SimpleString.of(name)))
                    .forEach(names::add);
        }
        return names;
    }

    @Override
    public @Nullable AttributeValue attribute(String name) {
        Object value = property(name);
        return value == null ? null : Attributes.valueOf(value, types().get(name));
    }

    private @Nullable Object property(String name) {
        Object value = message.getObjectPropertyForFilter(SimpleString.of(name));
        if (value != null || !(message instanceof ICoreMessage)) {
            return value;
        }
        String userProperty = userProperties().get(name);
        if (userProperty != null) {
            return userProperty;
        }
        return switch (name) {
            case STOMP_TYPE -> message.getObjectProperty(JMS_TYPE);
            case JMS_GROUP -> message.getGroupID();
            default -> null;
        };
    }

    private Map<String, String> types() {
        Map<String, String> read = types;
        if (read == null) {
            read = AttributeTypes.in(property(AttributeTypes.PROPERTY));
            types = read;
        }
        return read;
    }

    private Map<String, String> userProperties() {
        Map<String, String> read = userProperties;
        if (read == null) {
            read = MqttMessages.isMqtt(message) ? MqttMessages.userProperties(message) : Map.of();
            userProperties = read;
        }
        return read;
    }

    @Override
    public @Nullable Payload body() {
        byte @Nullable [] body = MessageBody.of(message);
        return body == null ? null : Payload.Bytes.of(body);
    }
}
