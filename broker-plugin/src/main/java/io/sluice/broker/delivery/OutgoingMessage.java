package io.sluice.broker.delivery;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint gets.
 *
 * @param type why it gets it
 * @param messageId the same in each attempt
 * @param topicArn where it was published
 * @param subscriptionArn whose endpoint it is; empty as long as the subscription is not confirmed
 * @param subject what the publisher calls it
 * @param body the published text, or the SNS envelope around it if {@code isRaw} is false
 * @param isRaw whether the body is as it was published
 * @param contentType of the body
 * @param attributes of the published message, as text by name
 * @param subscribeUrl where the owner of the endpoint confirms, if that is what the message asks for
 */
public record OutgoingMessage(
        Type type,
        String messageId,
        String topicArn,
        Optional<String> subscriptionArn,
        Optional<String> subject,
        String body,
        boolean isRaw,
        String contentType,
        Map<String, String> attributes,
        Optional<URI> subscribeUrl) {

    public OutgoingMessage {
        attributes = Map.copyOf(attributes);
    }

    /** The kinds of messages, as the header {@code x-amz-sns-message-type} spells them. */
    public enum Type {
        SUBSCRIPTION_CONFIRMATION("SubscriptionConfirmation"),
        NOTIFICATION("Notification"),
        UNSUBSCRIBE_CONFIRMATION("UnsubscribeConfirmation");

        private final String spelling;

        Type(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }
}
