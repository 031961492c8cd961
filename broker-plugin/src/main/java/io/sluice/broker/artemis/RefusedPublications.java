package io.sluice.broker.artemis;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;

/**
 * Refuses what an MQTT 5 client publishes with QoS 1 or 2. Artemis answers a publisher that lacks a right with a reason code, and disconnects
 * one whose message cannot be taken for any other reason ({@code MQTTPublishManager.sendToQueue}). So the exception looks like
 * one of security to Artemis, and the answer is made to say what it is about before it leaves. Thread-safe.
 */
public final class RefusedPublications {

    private static final SimpleString QOS = SimpleString.of("mqtt.qos.level");
    private static final String PROTOCOL = "MQTT5";
    private static final Map<RemotingConnection, ActiveMQException> UNANSWERED =
            Collections.synchronizedMap(new WeakHashMap<>());

    private RefusedPublications() {}

    /** Whether the sender of this message can be answered that way. A publication with QoS 0 has no answer. */
    static boolean concerns(RemotingConnection sender, Message message) {
        return PROTOCOL.equals(sender.getProtocolName())
                && message.getObjectProperty(QOS) instanceof Integer qos
                && qos > 0;
    }

    /** The exception that has Artemis answer. */
    static ActiveMQException note(RemotingConnection sender, ActiveMQException refusal) {
        UNANSWERED.put(sender, refusal);
        ActiveMQException answered = new ActiveMQSecurityException(refusal.getMessage());
        answered.initCause(refusal);
        return answered;
    }

    /** Why the publication was refused that this client is about to be answered; empty if Sluice did not refuse it. */
    public static Optional<ActiveMQException> take(RemotingConnection sender) {
        return UNANSWERED.isEmpty() ? Optional.empty() : Optional.ofNullable(UNANSWERED.remove(sender));
    }
}
