package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * What a message says about the shard that it goes to, in the words of its protocol.
 *
 * @param partitionKey empty if the message names none
 * @param hashKey the explicit one, or that of the partition key; without both, one that spreads records over all shards
 */
record RecordKey(Optional<PartitionKey> partitionKey, HashKey hashKey) {

    private static final SimpleString ANNOTATION = SimpleString.of("x-opt-partition-key");
    private static final SimpleString JMS_GROUP = SimpleString.of("JMSXGroupID");
    private static final SimpleString EXPLICIT = SimpleString.of("sluice_explicit_hash_key");

    /**
     * Reads the keys; the same message gives the same ones each time.
     *
     * @throws IllegalArgumentException if one of them is not what it may be
     */
    static RecordKey of(Message message) {
        Optional<PartitionKey> key = Optional.ofNullable(named(message)).map(PartitionKey::new);
        String explicit = property(message, EXPLICIT);
        if (explicit != null) {
            return new RecordKey(key, HashKey.explicit(explicit));
        }
        return new RecordKey(
                key, key.map(PartitionKey::hashKey).orElseGet(() -> HashKey.spread(message.getMessageID())));
    }

    private static @Nullable String named(Message message) {
        SimpleString group = message.getGroupID();
        if (group != null) {
            return group.toString();
        }
        if (message instanceof ICoreMessage) {
            return property(message, JMS_GROUP);
        }
        Object annotated = message.getAnnotation(ANNOTATION);
        return annotated == null ? applicationProperty(message, JMS_GROUP) : annotated.toString();
    }

    /** An AMQP message gives its group-id when it is asked for an object of this name. */
    private static @Nullable String applicationProperty(Message message, SimpleString name) {
        try {
            return message.containsProperty(name) ? message.getStringProperty(name) : null;
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("the application property " + name + " is not text", e);
        }
    }

    private static @Nullable String property(Message message, SimpleString name) {
        Object value = message.getObjectPropertyForFilter(name);
        if (value == null && message instanceof ICoreMessage && MqttMessages.isMqtt(message)) {
            return MqttMessages.userProperty(message, name.toString());
        }
        return value == null ? null : value.toString();
    }
}
