package io.sluice.broker.artemis.envelope;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/** What an application says in a property of a message, or in a user property of MQTT 5. */
final class ApplicationText {

    private ApplicationText() {}

    /** The property as text; null if there is none. */
    static @Nullable String of(Message message, SimpleString property) {
        Object value = message.getObjectProperty(property);
        if (value == null && message instanceof ICoreMessage && MqttMessages.isMqtt(message)) {
            return MqttMessages.userProperty(message, property.toString());
        }
        return value == null ? null : value.toString();
    }
}
