package io.sluice.broker.fanout;

import io.sluice.broker.fanout.filter.FilterPolicy;
import java.net.URI;
import java.util.Optional;

/**
 * What is said about one subscription of a topic.
 *
 * @param endpoint what the messages of the queue are pushed to; empty if an application receives them
 * @param queue the queue that gets what the policy accepts; empty if only JMS durable subscriptions of the
 *     subscription's name shall have its policy
 * @param filterPolicy which messages the subscription gets; empty for all
 * @param deadLetterQueue takes what cannot be put into the queue
 */
public record SubscriptionSettings(
        Optional<String> queue,
        Optional<URI> endpoint,
        Optional<FilterPolicy> filterPolicy,
        Optional<String> deadLetterQueue) {

    public static final SubscriptionSettings DEFAULT =
            new SubscriptionSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
