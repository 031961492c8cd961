package io.sluice.broker.config;

import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.SubscriptionSettings;
import java.util.Optional;

/**
 * One entry under {@code subscriptions} of a topic.
 *
 * @param push where its messages are pushed to; empty if an application receives them
 */
record SubscriptionEntry(SubscriptionSettings settings, Optional<EndpointSubscription> push) {}
