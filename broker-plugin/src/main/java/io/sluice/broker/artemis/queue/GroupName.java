package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/** The message group that a message names, in the words of its protocol (CONTRACT 4). */
final class GroupName {

    /** The group of all messages without one: from before the queue was configured, or moved here by the broker. */
    static final SimpleString UNNAMED = SimpleString.of("");

    private static final SimpleString AMQP_ANNOTATION = SimpleString.of("x-opt-partition-key");
    private static final String JMS_PROPERTY = "JMSXGroupID";

    private GroupName() {}

    /** The group of a stored message, whose properties are not decoded for that. */
    static SimpleString of(Message message) {
        SimpleString named = namedInBytes(message);
        if (isEmpty(named)) {
            named = namedIn(message);
        }
        return named == null ? UNNAMED : named;
    }

    /** Whoever encodes a message of Core again holds its monitor. */
    private static @Nullable SimpleString namedInBytes(Message message) {
        synchronized (message) {
            EncodedProperties properties = EncodedProperties.of(message);
            return properties == null ? null : properties.text(Message.HDR_GROUP_ID);
        }
    }

    private static @Nullable SimpleString namedIn(Message message) {
        SimpleString named = message.getGroupID();
        if (isEmpty(named) && !(message instanceof ICoreMessage)) {
            named = text(message.getAnnotation(AMQP_ANNOTATION));
        }
        return isEmpty(named) ? null : named;
    }

    private static boolean isEmpty(@Nullable SimpleString name) {
        return name == null || name.isEmpty();
    }

    private static @Nullable SimpleString text(@Nullable Object value) {
        return value == null ? null : SimpleString.of(value.toString());
    }

    /**
     * Writes down the group of a sent message where {@link #of} finds it, if it is not there.
     *
     * @return the group; null if the message names none and there is no default
     */
    static @Nullable SimpleString settle(Message message, Optional<String> defaultGroup) {
        SimpleString named = namedIn(message);
        if (named != null) {
            return named;
        }
        SimpleString elsewhere = namedInProperties(message);
        SimpleString group = isEmpty(elsewhere) ? text(defaultGroup.orElse(null)) : elsewhere;
        if (group == null) {
            return null;
        }
        if (message instanceof ICoreMessage core) {
            core.setGroupID(group);
        } else {
            message.setAnnotation(AMQP_ANNOTATION, group.toString());
            message.messageChanged();
        }
        return group;
    }

    private static @Nullable SimpleString namedInProperties(Message message) {
        if (message instanceof ICoreMessage) {
            Object named = message.getObjectProperty(JMS_PROPERTY);
            return text(named == null ? MqttMessages.userProperty(message, JMS_PROPERTY) : named);
        }
        return message.containsProperty(JMS_PROPERTY) ? applicationProperty(message) : null;
    }

    /** Under this name, other methods of an AMQP message answer with its group-id. */
    private static @Nullable SimpleString applicationProperty(Message message) {
        try {
            return message.getSimpleStringProperty(JMS_PROPERTY);
        } catch (ClassCastException isNoText) {
            return null;
        }
    }
}
