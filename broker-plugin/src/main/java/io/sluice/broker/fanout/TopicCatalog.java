package io.sluice.broker.fanout;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All topics that are known, with their subscriptions. Immutable; a change replaces the whole catalog.
 *
 * @param topics settings by name, in the order in which they were named
 */
public record TopicCatalog(Map<String, TopicSettings> topics) {

    public static final TopicCatalog EMPTY = new TopicCatalog(Map.of());

    public TopicCatalog {
        topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
    }

    /** What is said about a topic; empty if it is not known. */
    public Optional<TopicSettings> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    /** Whether some subscription of some topic has this queue. */
    public boolean subscribes(String queue) {
        return topics.values().stream()
                .flatMap(topic -> topic.subscriptions().values().stream())
                .anyMatch(subscription ->
                        subscription.queue().filter(queue::equals).isPresent());
    }
}
