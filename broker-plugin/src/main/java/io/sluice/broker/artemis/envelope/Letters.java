package io.sluice.broker.artemis.envelope;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.envelope.InvalidMessageStructureException;
import io.sluice.broker.fanout.envelope.MessageAttribute;
import io.sluice.broker.fanout.envelope.MessageStructure;
import io.sluice.broker.fanout.envelope.Notification;
import io.sluice.broker.fanout.envelope.SharedEnvelope;
import io.sluice.broker.fifo.SequenceNumbers;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.jspecify.annotations.Nullable;

/**
 * What those subscribers of one published message get who do not get it as it was published: the envelope, or of a message
 * with a text for each protocol the one for queues. It is read, written and signed once, when the first of them asks.
 *
 * <p>Not thread-safe; lives as long as the message is routed.
 */
public final class Letters {

    /** Key of the text for queues in a message with {@code MessageStructure} json. */
    private static final String PROTOCOL = "sqs";

    private final ActiveMQServer server;
    private final BrokerIdentity identity;
    private final String topic;
    private final Message message;
    private final boolean isStructured;
    private @Nullable Content content;
    private @Nullable SharedEnvelope envelope;

    /** The published message as it is read. */
    private record Content(
            ICoreMessage core, PublishedMessage published, String text, Map<String, MessageAttribute> attributes) {}

    public Letters(ActiveMQServer server, BrokerIdentity identity, String topic, Message message) {
        this.server = server;
        this.identity = identity;
        this.topic = topic;
        this.message = message;
        this.isStructured = PublishedMessage.isStructured(message);
    }

    /** Whether all subscriptions with queues get a letter. */
    public boolean areForAll() {
        return isStructured;
    }

    /** Whether a subscription gets a letter; endpoints get theirs when the message is pushed. */
    public boolean areFor(SubscriptionSettings subscription) {
        return subscription.endpoint().isEmpty() && (isStructured || !subscription.isRaw());
    }

    /** @throws ActiveMQException if the publisher says that there is a text for each protocol, and there is not */
    public void check() throws ActiveMQException {
        if (isStructured) {
            try {
                content();
            } catch (UndeliverableException e) {
                throw new ActiveMQException("InvalidParameter: " + e.getMessage() + " (topic " + topic + ").");
            }
        }
    }

    /**
     * A new message for a subscription, not stored yet.
     *
     * @param subscription its name
     * @throws UndeliverableException if the message cannot be put into an envelope
     */
    public Message to(String subscription, SubscriptionSettings settings) throws UndeliverableException {
        Content read = content();
        String text = settings.isRaw() ? read.text() : envelopeFor(read, subscription);
        long id = server.getStorageManager().generateID();
        CoreMessage letter = Letter.of(id, message, read.core(), TopicNameRule.isFifo(topic), text);
        return settings.isRaw() ? letter : Letter.json(letter);
    }

    private Content content() throws UndeliverableException {
        Content known = content;
        if (known == null) {
            ICoreMessage core = PublishedMessage.coreOf(message);
            PublishedMessage published =
                    PublishedMessage.read(message, core, server.getNodeID().toString());
            known = isStructured
                    ? new Content(core, published, textForQueues(published.body()), Map.of())
                    : new Content(core, published, published.body(), published.attributes());
            content = known;
        }
        return known;
    }

    private static String textForQueues(String body) throws UndeliverableException {
        try {
            return MessageStructure.parse(body).bodyFor(PROTOCOL);
        } catch (InvalidMessageStructureException e) {
            throw new UndeliverableException(String.valueOf(e.getMessage()));
        }
    }

    private String envelopeFor(Content read, String subscription) {
        URI unsubscribeUrl = UnsubscribeUrl.of(identity.publicUrl(), TopicArn.of(topic, subscription));
        SharedEnvelope written = envelope;
        if (written == null) {
            written = SharedEnvelope.of(notification(read, unsubscribeUrl), identity.signer());
            envelope = written;
        }
        return written.textFor(unsubscribeUrl);
    }

    private Notification notification(Content read, URI unsubscribeUrl) {
        return new Notification(
                read.published().messageId(),
                TopicArn.of(topic),
                read.published().subject(),
                read.text(),
                read.published().timestamp(),
                read.attributes(),
                TopicNameRule.isFifo(topic)
                        ? Optional.of(SequenceNumbers.shown(message.getMessageID()))
                        : Optional.empty(),
                unsubscribeUrl);
    }
}
