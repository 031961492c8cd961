package io.sluice.broker.admin;

import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.fanout.TopicRegistry;
import io.sluice.broker.fanout.TopicSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Topics without a broker. */
final class RememberedTopics implements TopicAdministration {

    final TopicRegistry registry = new TopicRegistry();
    final Set<Right> denied = new HashSet<>();
    final Set<String> closedQueues = new HashSet<>();
    final Set<String> queues = new HashSet<>(Set.of("q", "r", "dead", "q.fifo", "plain.fifo", "dead.fifo"));
    final Set<String> pending = new HashSet<>();
    final List<String> asked = new ArrayList<>();
    private int names;

    RememberedTopics() {
        registry.replaceFile(new TopicCatalog(
                Map.of("of-file", TopicSettings.DEFAULT.with(Map.of("fixed", SubscriptionSettings.DEFAULT)))));
    }

    @Override
    public boolean may(Right right, String topic) {
        return !denied.contains(right);
    }

    @Override
    public boolean maySend(String queue) {
        return !closedQueues.contains(queue);
    }

    @Override
    public boolean exists(String queue) {
        return queues.contains(queue);
    }

    @Override
    public boolean keepsOrder(String queue) {
        return queue.equals("q.fifo");
    }

    @Override
    public Set<String> names() {
        return registry.inForce().topics().keySet();
    }

    @Override
    public Optional<TopicSettings> topic(String name) {
        return registry.topic(name);
    }

    @Override
    public boolean isOfFile(String topic) {
        return registry.isOfFile(topic);
    }

    @Override
    public boolean isOfFile(String topic, String subscription) {
        return registry.isOfFile(topic, subscription);
    }

    @Override
    public Optional<String> obstacle(String topic) {
        return queues.contains(topic) ? Optional.of("is the name of a queue, too") : Optional.empty();
    }

    @Override
    public boolean knowsEndpoints(String scheme) {
        return Set.of("http", "https", "mailto", "email-json", "function").contains(scheme);
    }

    @Override
    public Optional<String> refusalOf(URI endpoint) {
        return endpoint.toString().contains("forbidden") ? Optional.of("is not allowed") : Optional.empty();
    }

    @Override
    public boolean isPending(String topic, String subscription) {
        return pending.contains(topic + ":" + subscription);
    }

    @Override
    public void askAgain(String topic, String subscription) {
        asked.add(topic + ":" + subscription);
    }

    @Override
    public void create(String topic, TopicSettings attributes) {
        registry.create(topic, attributes);
    }

    @Override
    public void delete(String topic) {
        registry.delete(topic);
    }

    @Override
    public void subscribe(String topic, String subscription, SubscriptionSettings settings) {
        registry.subscribe(topic, subscription, settings);
    }

    @Override
    public void unsubscribe(String topic, String subscription) {
        registry.unsubscribe(topic, subscription);
    }

    @Override
    public SubscriptionListener.Counts counts(String topic, String subscription) {
        return SubscriptionListener.Counts.NONE;
    }

    @Override
    public String newSubscriptionName() {
        names++;
        return "name" + names;
    }
}
