package io.sluice.broker.fanout;

import io.sluice.broker.fanout.filter.FilterPolicy;
import java.net.URI;
import java.util.Optional;

/**
 * What is said about one subscription of a topic.
 *
 * @param queue the queue that gets what the policy accepts; empty if only JMS durable subscriptions of the
 *     subscription's name shall have its policy
 * @param endpoint what the messages of the queue are pushed to; empty if an application receives them
 * @param isRaw whether messages are delivered as they were published, instead of in the SNS envelope
 * @param filterPolicy which messages the subscription gets; empty for all
 * @param deliveryPolicy how messages are pushed to the endpoint, as SNS writes it in JSON; empty for the default of its kind
 * @param deadLetterQueue takes what cannot be put into the queue
 */
public record SubscriptionSettings(
        Optional<String> queue,
        Optional<URI> endpoint,
        boolean isRaw,
        Optional<FilterPolicy> filterPolicy,
        Optional<String> deliveryPolicy,
        Optional<String> deadLetterQueue) {

    public static final SubscriptionSettings DEFAULT = new SubscriptionSettings(
            Optional.empty(), Optional.empty(), true, Optional.empty(), Optional.empty(), Optional.empty());

    /** The default with a queue. */
    public static SubscriptionSettings to(String queue) {
        return DEFAULT.withQueue(Optional.of(queue));
    }

    public SubscriptionSettings withQueue(Optional<String> other) {
        return new SubscriptionSettings(other, endpoint, isRaw, filterPolicy, deliveryPolicy, deadLetterQueue);
    }

    public SubscriptionSettings withEndpoint(Optional<URI> other) {
        return new SubscriptionSettings(queue, other, isRaw, filterPolicy, deliveryPolicy, deadLetterQueue);
    }

    public SubscriptionSettings withRaw(boolean other) {
        return new SubscriptionSettings(queue, endpoint, other, filterPolicy, deliveryPolicy, deadLetterQueue);
    }

    public SubscriptionSettings withFilterPolicy(Optional<FilterPolicy> other) {
        return new SubscriptionSettings(queue, endpoint, isRaw, other, deliveryPolicy, deadLetterQueue);
    }

    public SubscriptionSettings withDeliveryPolicy(Optional<String> other) {
        return new SubscriptionSettings(queue, endpoint, isRaw, filterPolicy, other, deadLetterQueue);
    }

    public SubscriptionSettings withDeadLetterQueue(Optional<String> other) {
        return new SubscriptionSettings(queue, endpoint, isRaw, filterPolicy, deliveryPolicy, other);
    }
}
