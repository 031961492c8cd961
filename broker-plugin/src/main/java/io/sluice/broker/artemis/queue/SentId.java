package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.fifo.DeduplicationId;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/** The deduplication id that a message was sent with (CONTRACT 4). */
final class SentId {

    static final SimpleString ALIAS = SimpleString.of("JMS_SQS_DeduplicationId");

    private static final String DUPLICATE_ID = Message.HDR_DUPLICATE_DETECTION_ID.toString();

    private SentId() {}

    /** The id that its sender gave a message; null if none. */
    static @Nullable String explicit(Message message) {
        Object id = message.getDuplicateProperty();
        if (id == null) {
            id = message.getObjectProperty(ALIAS);
        }
        if (id == null && message instanceof ICoreMessage && MqttMessages.isMqtt(message)) {
            id = MqttMessages.userProperty(message, DUPLICATE_ID);
            id = id == null ? MqttMessages.userProperty(message, ALIAS.toString()) : id;
        }
        if (id instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return id == null || id.toString().isEmpty() ? null : id.toString();
    }

    /** The id of a message. @param contentBased whether its body tells the id if its sender does not */
    static Optional<DeduplicationId> of(Message message, boolean contentBased) {
        String explicit = explicit(message);
        if (explicit == null && !contentBased) {
            return Optional.empty();
        }
        return Optional.of(new DeduplicationId(explicit == null ? BodyDigest.of(message) : explicit));
    }
}
