package io.sluice.broker.artemis.delivery;

import io.sluice.broker.artemis.envelope.PublishedMessage;
import io.sluice.broker.artemis.envelope.UndeliverableException;
import io.sluice.broker.artemis.envelope.UnsubscribeUrl;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.envelope.ConfirmationRequest;
import io.sluice.broker.fanout.envelope.Envelope;
import io.sluice.broker.fanout.envelope.EnvelopeSigner;
import io.sluice.broker.fanout.envelope.InvalidMessageStructureException;
import io.sluice.broker.fanout.envelope.MessageAttribute;
import io.sluice.broker.fanout.envelope.MessageStructure;
import io.sluice.broker.fanout.envelope.Notification;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Makes what the endpoint of one subscription gets. Thread-safe. */
final class PushContent {

    private final EndpointSubscription subscription;
    private final Endpoint endpoint;
    private final DeliveryPolicy policy;
    private final Supplier<EnvelopeSigner> signer;
    private final URI publicUrl;
    private final String topicArn;
    private final String subscriptionArn;

    /** @param signer asked when the first envelope is signed */
    PushContent(
            EndpointSubscription subscription,
            Endpoint endpoint,
            DeliveryPolicy policy,
            Supplier<EnvelopeSigner> signer,
            URI publicUrl) {
        this.subscription = subscription;
        this.endpoint = endpoint;
        this.policy = policy;
        this.signer = signer;
        this.publicUrl = publicUrl;
        this.topicArn = TopicArn.of(subscription.topic());
        this.subscriptionArn = TopicArn.of(subscription.topic(), subscription.name());
    }

    String topicArn() {
        return topicArn;
    }

    String subscriptionArn() {
        return subscriptionArn;
    }

    boolean isRaw() {
        return switch (endpoint.form()) {
            case RAW -> true;
            case ENVELOPE -> false;
            case AS_CONFIGURED -> subscription.isRaw();
        };
    }

    OutgoingMessage of(PublishedMessage message) throws UndeliverableException {
        String text = message.body();
        Map<String, MessageAttribute> attributes = message.attributes();
        if (message.isStructured() && !message.isEnvelope()) {
            text = chosen(text);
            attributes = Map.of();
        }
        boolean isRaw = isRaw() && !message.isEnvelope();
        if (!isRaw && !message.isEnvelope()) {
            text = envelope(message, text, attributes);
        }
        Map<String, String> values = new HashMap<>();
        attributes.forEach((name, attribute) -> values.put(name, attribute.value()));
        return new OutgoingMessage(
                OutgoingMessage.Type.NOTIFICATION,
                message.messageId(),
                topicArn,
                Optional.of(subscriptionArn),
                message.subject(),
                text,
                isRaw,
                policy.headerContentType(),
                values,
                Optional.empty());
    }

    private String chosen(String body) throws UndeliverableException {
        try {
            return MessageStructure.parse(body).bodyFor(endpoint.protocol());
        } catch (InvalidMessageStructureException e) {
            throw new UndeliverableException(String.valueOf(e.getMessage()));
        }
    }

    private String envelope(PublishedMessage message, String text, Map<String, MessageAttribute> attributes) {
        return Envelope.of(
                new Notification(
                        message.messageId(),
                        topicArn,
                        message.subject(),
                        text,
                        message.timestamp(),
                        attributes,
                        Optional.empty(),
                        UnsubscribeUrl.of(publicUrl, subscriptionArn)),
                signer.get());
    }

    /** Asks the owner of the endpoint to send the token back. */
    OutgoingMessage confirmation(String token, Instant now) {
        return handshake(OutgoingMessage.Type.SUBSCRIPTION_CONFIRMATION, token, now);
    }

    /** Tells the owner of the endpoint that the subscription has ended, and that the token brings it back. */
    OutgoingMessage farewell(String token, Instant now) {
        return handshake(OutgoingMessage.Type.UNSUBSCRIBE_CONFIRMATION, token, now);
    }

    private OutgoingMessage handshake(OutgoingMessage.Type type, String token, Instant now) {
        boolean isEnd = type == OutgoingMessage.Type.UNSUBSCRIBE_CONFIRMATION;
        URI subscribeUrl = URI.create(
                publicUrl + "?Action=ConfirmSubscription&TopicArn=" + encoded(topicArn) + "&Token=" + encoded(token));
        String messageId = UUID.randomUUID().toString();
        ConfirmationRequest request =
                new ConfirmationRequest(isEnd, messageId, token, topicArn, subscriptionArn, subscribeUrl, now);
        return new OutgoingMessage(
                type,
                messageId,
                topicArn,
                isEnd ? Optional.of(subscriptionArn) : Optional.empty(),
                Optional.empty(),
                Envelope.of(request, signer.get()),
                false,
                DeliveryPolicy.TEXT,
                Map.of(),
                Optional.of(subscribeUrl));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
