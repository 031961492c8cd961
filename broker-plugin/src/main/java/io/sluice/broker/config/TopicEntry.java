package io.sluice.broker.config;

import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.TopicSettings;
import java.util.List;

/**
 * One entry under {@code topics}.
 *
 * @param line where it stands
 * @param settings its settings, with defaults for what is wrong in the file
 * @param pushes its subscriptions whose messages are pushed
 */
record TopicEntry(String name, int line, TopicSettings settings, List<EndpointSubscription> pushes) {}
