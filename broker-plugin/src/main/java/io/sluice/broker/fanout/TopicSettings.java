package io.sluice.broker.fanout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is said about one topic.
 *
 * @param subscriptions by name, in the order in which they were named
 * @param contentBasedDeduplication for a FIFO topic: whether a message without a deduplication id has the SHA-256 of its
 *     body for one; if not, it is refused
 * @param deduplicationScope for a FIFO topic: within what a deduplication id is unique
 */
public record TopicSettings(
        Map<String, SubscriptionSettings> subscriptions,
        boolean contentBasedDeduplication,
        TopicDeduplicationScope deduplicationScope) {

    public static final TopicSettings DEFAULT = new TopicSettings(Map.of(), false, TopicDeduplicationScope.TOPIC);

    public TopicSettings {
        subscriptions = Collections.unmodifiableMap(new LinkedHashMap<>(subscriptions));
    }

    /** The same topic with other subscriptions. */
    public TopicSettings with(Map<String, SubscriptionSettings> others) {
        return new TopicSettings(others, contentBasedDeduplication, deduplicationScope);
    }
}
