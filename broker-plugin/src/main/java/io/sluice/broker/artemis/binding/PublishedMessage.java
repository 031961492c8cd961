package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.MessageBody;
import io.sluice.broker.fanout.AttributeTypes;
import io.sluice.broker.fanout.filter.AttributeValue;
import io.sluice.broker.fanout.filter.MessageView;
import io.sluice.broker.fanout.filter.Payload;
import java.util.Map;
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

    private static final SimpleString JMS_TYPE = SimpleString.of("JMSType");

    private final Message message;
    private @Nullable Map<String, String> types;
    private @Nullable Map<String, String> userProperties;

    PublishedMessage(Message message) {
        this.message = message;
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
        return userProperty == null && name.equals(STOMP_TYPE) ? message.getObjectProperty(JMS_TYPE) : userProperty;
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
