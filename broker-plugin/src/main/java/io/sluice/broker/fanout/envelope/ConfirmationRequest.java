package io.sluice.broker.fanout.envelope;

import java.net.URI;
import java.time.Instant;

/**
 * A message that asks the owner of an endpoint to confirm its subscription, or tells that it has ended and how to undo that.
 *
 * @param isEnd whether the subscription has ended
 * @param messageId of this message
 * @param token what the owner sends back
 * @param topicArn the topic of the subscription
 * @param subscriptionArn the subscription
 * @param subscribeUrl what the owner opens to send the token back
 * @param timestamp when the message was made
 */
public record ConfirmationRequest(
        boolean isEnd,
        String messageId,
        String token,
        String topicArn,
        String subscriptionArn,
        URI subscribeUrl,
        Instant timestamp) {

    String type() {
        return isEnd ? "UnsubscribeConfirmation" : "SubscriptionConfirmation";
    }

    String message() {
        return isEnd
                ? "You have chosen to deactivate subscription " + subscriptionArn
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this"
                        + " message."
                : "You have chosen to subscribe to the topic " + topicArn
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
    }

    @Override
    public String toString() {
        return "ConfirmationRequest[" + type() + " " + subscriptionArn + "]";
    }
}
