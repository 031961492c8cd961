package io.sluice.broker.fanout;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that is said about topics, by {@code sluice.yaml} and by requests, and what holds of it (ADR 23).
 *
 * <p>What the file names belongs to the file: a request can neither change nor delete it, and if both name the same
 * subscription, or give attributes to the same topic, the file holds. A request may add subscriptions to a topic of the file.
 *
 * <p>Not thread-safe.
 */
public final class TopicRegistry {

    private TopicCatalog file = TopicCatalog.EMPTY;
    private final Map<String, TopicSettings> created = new LinkedHashMap<>();
    private final Map<String, Map<String, SubscriptionSettings>> subscribed = new LinkedHashMap<>();

    /** Puts what the file says in the place of what it said. */
    public void replaceFile(TopicCatalog changed) {
        file = changed;
    }

    /** Adds a topic that was asked for, or changes its attributes; its subscriptions are not looked at. */
    public void create(String topic, TopicSettings attributes) {
        created.put(topic, attributes.with(Map.of()));
    }

    /** Takes out a topic that was asked for, with all subscriptions that were. */
    public void delete(String topic) {
        created.remove(topic);
        subscribed.remove(topic);
    }

    /** Adds a subscription that was asked for, or changes it. */
    public void subscribe(String topic, String subscription, SubscriptionSettings settings) {
        subscribed.computeIfAbsent(topic, unused -> new LinkedHashMap<>()).put(subscription, settings);
    }

    /** Takes out a subscription that was asked for. */
    public void unsubscribe(String topic, String subscription) {
        Map<String, SubscriptionSettings> of = subscribed.getOrDefault(topic, new LinkedHashMap<>());
        of.remove(subscription);
        if (of.isEmpty()) {
            subscribed.remove(topic);
        }
    }

    /** Subscriptions of a topic that were asked for, those that the file hides too. */
    public Map<String, SubscriptionSettings> subscribed(String topic) {
        return Map.copyOf(subscribed.getOrDefault(topic, Map.of()));
    }

    public boolean isOfFile(String topic) {
        return file.topic(topic).isPresent();
    }

    public boolean isOfFile(String topic, String subscription) {
        return file.topic(topic)
                .filter(settings -> settings.subscriptions().containsKey(subscription))
                .isPresent();
    }

    /** What holds about a topic; empty if nobody named it. */
    public Optional<TopicSettings> topic(String name) {
        return inForce().topic(name);
    }

    /** What holds. A subscription that was asked for keeps its topic alive when the file does not name it any more. */
    public TopicCatalog inForce() {
        Map<String, TopicSettings> topics = new LinkedHashMap<>(created);
        subscribed.keySet().forEach(topic -> topics.putIfAbsent(topic, TopicSettings.DEFAULT));
        topics.putAll(file.topics());
        topics.replaceAll((topic, settings) -> {
            Map<String, SubscriptionSettings> subscriptions = new LinkedHashMap<>(settings.subscriptions());
            subscribed.getOrDefault(topic, Map.of()).forEach(subscriptions::putIfAbsent);
            return settings.with(subscriptions);
        });
        return new TopicCatalog(topics);
    }
}
