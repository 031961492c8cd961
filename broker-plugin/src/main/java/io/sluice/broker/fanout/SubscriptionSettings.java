package io.sluice.broker.fanout;

import io.sluice.broker.fanout.filter.FilterPolicy;
import java.util.Optional;

/**
 * What is said about one subscription of a topic.
 *
 * @param queue the queue that gets what the policy accepts; empty if only JMS durable subscriptions of the
 *     subscription's name shall have its policy
 * @param filterPolicy which messages the subscription gets; empty for all
 * @param deadLetterQueue takes what cannot be put into the queue
 */
public record SubscriptionSettings(
        Optional<String> queue, Optional<FilterPolicy> filterPolicy, Optional<String> deadLetterQueue) {

    public static final SubscriptionSettings DEFAULT =
            new SubscriptionSettings(Optional.empty(), Optional.empty(), Optional.empty());
}
