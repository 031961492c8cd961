package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/** The message group that a message names, in the words of its protocol (CONTRACT 4). */
final class GroupName {

    /** The group of all messages without one, which a queue may hold from before it was configured. */
    static final SimpleString UNNAMED = SimpleString.of("");

    private static final SimpleString AMQP_ANNOTATION = SimpleString.of("x-opt-partition-key");
    private static final String JMS_PROPERTY = "JMSXGroupID";

    private GroupName() {}

    /** The group of a stored message. */
    static SimpleString of(Message message) {
        SimpleString named = namedIn(message);
        return named == null ? UNNAMED : named;
    }

    private static @Nullable SimpleString namedIn(Message message) {
        SimpleString named = message.getGroupID();
        if (named == null && !(message instanceof ICoreMessage)) {
            Object key = message.getAnnotation(AMQP_ANNOTATION);
            named = key == null ? null : SimpleString.of(key.toString());
        }
        return named == null || named.isEmpty() ? null : named;
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
        if (message instanceof ICoreMessage core) {
            Optional.ofNullable(namedInProperties(core)).or(() -> defaultGroup).ifPresent(core::setGroupID);
        } else {
            defaultGroup.ifPresent(group -> message.setAnnotation(AMQP_ANNOTATION, group));
        }
        return namedIn(message);
    }

    private static @Nullable String namedInProperties(ICoreMessage message) {
        Object named = message.getObjectProperty(JMS_PROPERTY);
        return named == null ? MqttMessages.userProperty(message, JMS_PROPERTY) : named.toString();
    }
}
