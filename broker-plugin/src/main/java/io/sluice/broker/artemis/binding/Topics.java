package io.sluice.broker.artemis.binding;

import io.sluice.broker.admin.TopicRequests;
import io.sluice.broker.artemis.delivery.EndpointDeliveries;
import io.sluice.broker.artemis.delivery.Farewell;
import io.sluice.broker.artemis.management.ControlDesk;
import io.sluice.broker.artemis.queue.NamedQueues;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicCatalog;
import io.sluice.broker.fanout.TopicRegistry;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fifo.IdMemory;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of one broker. Thread-safe: changes exclude each other, and what Artemis asks while it creates queues and
 * removes addresses waits for none of them.
 *
 * <p>Lives from one start of the broker to its stop.
 */
public final class Topics {

    private static final Logger LOGGER = LoggerFactory.getLogger(Topics.class);

    private final ActiveMQServer server;
    private final TopicContext context;
    private final EndpointDeliveries deliveries;
    private final TopicRegistry registry = new TopicRegistry();
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Object loading = new Object();
    private volatile TopicCatalog inForce = TopicCatalog.EMPTY;
    private volatile Set<String> subscribers = Set.of();
    private volatile boolean isLoaded;
    private boolean isActive;

    /**
     * To be created before the broker loads its journal.
     *
     * @param ofFile what {@code sluice.yaml} says
     * @param told who observes the topics
     * @param pushes push what the queues of endpoints get, and write the broker's name into envelopes
     */
    public Topics(
            ActiveMQServer server, TopicCatalog ofFile, TopicListeners told, EndpointDeliveries pushes, IdMemory ids) {
        this.server = server;
        this.deliveries = pushes;
        this.context = TopicContext.of(server, told, pushes, ids);
        registry.replaceFile(ofFile);
        pushes.alsoConfirm(this::restore);
        announce();
    }

    /** What applications can ask for. */
    public Map<String, ControlDesk.Action> actions() {
        Map<String, ControlDesk.Action> actions = new HashMap<>();
        for (String action : TopicRequests.ACTIONS) {
            actions.put(
                    action,
                    (request, sender) -> TopicRequests.perform(new CallerTopics(server, this, sender), request));
        }
        return actions;
    }

    // ---- from start to stop -----------------------------------------------------------------------------------------

    /**
     * Adds what was asked for in earlier runs. That can be read when Artemis has loaded its bindings, and must be known when
     * it builds the first queue from them, and before it reads the ids by which FIFO topics recognise duplicates.
     */
    private void load() {
        synchronized (loading) {
            if (!isLoaded) {
                new TopicStore(server.getStorageManager()).loadInto(registry);
                announce();
                isLoaded = true;
            }
        }
    }

    /** Has all topics known, before any of them is used. */
    private void announce() {
        refresh();
        inForce.topics()
                .forEach(
                        (name, settings) -> topics.computeIfAbsent(name, added -> new Topic(context, added, settings)));
    }

    private void refresh() {
        TopicCatalog changed = registry.inForce();
        Set<String> queues = new HashSet<>();
        changed.topics()
                .values()
                .forEach(topic -> topic.subscriptions()
                        .values()
                        .forEach(subscription -> subscription.queue().ifPresent(queues::add)));
        subscribers = Set.copyOf(queues);
        inForce = changed;
    }

    /** Begins to take what is sent to topics. To be called when the queues are loaded. */
    public synchronized void activate() throws Exception {
        load();
        isActive = true;
        deployAll();
    }

    /** Makes what envelopes need. To be called when the broker can sign. */
    public synchronized void prepare() {
        topics.values().forEach(Topic::prepare);
    }

    /** Puts in force what a changed file says. */
    public synchronized void configure(TopicCatalog ofFile) throws Exception {
        registry.replaceFile(ofFile);
        refresh();
        if (isActive) {
            deployAll();
        }
    }

    private void deployAll() throws Exception {
        Set<String> names = new HashSet<>(topics.keySet());
        names.addAll(inForce.topics().keySet());
        for (String name : names) {
            createQueues(inForce.topic(name)
                    .orElse(TopicSettings.DEFAULT)
                    .subscriptions()
                    .values());
            deploy(name);
        }
        deliveries.configureRequested(RequestedEndpoints.in(registry));
    }

    /** Brings a topic in line with what is said about it now. */
    private void deploy(String name) throws Exception {
        Optional<TopicSettings> settings = inForce.topic(name);
        if (settings.isPresent()) {
            createAddress(SimpleString.of(name));
            Topic topic = topics.computeIfAbsent(name, added -> new Topic(context, added, settings.get()));
            topic.configure(settings.get());
            topic.bind();
            return;
        }
        Topic gone = topics.remove(name);
        if (gone != null) {
            gone.unbind();
            gone.delete();
        }
    }

    private void createQueues(Collection<SubscriptionSettings> subscriptions) throws Exception {
        for (SubscriptionSettings subscription : subscriptions) {
            if (subscription.queue().isPresent()) {
                NamedQueues.create(server, subscription.queue().get());
            }
            if (subscription.deadLetterQueue().isPresent()) {
                NamedQueues.create(server, subscription.deadLetterQueue().get());
            }
        }
    }

    private void createAddress(SimpleString address) throws Exception {
        AddressInfo existing = server.getAddressInfo(address);
        if (existing == null) {
            server.addAddressInfo(new AddressInfo(address, RoutingType.MULTICAST));
            return;
        }
        existing.setAutoCreated(false);
        if (!existing.getRoutingTypes().contains(RoutingType.MULTICAST)) {
            LOGGER.warn(
                    "address {} of a topic is one of a queue, too; what is sent to the queue is published", address);
            EnumSet<RoutingType> both = EnumSet.copyOf(existing.getRoutingTypes());
            both.add(RoutingType.MULTICAST);
            server.updateAddressInfo(address, both);
        }
    }

    // ---- what Artemis asks and tells --------------------------------------------------------------------------------

    /** Whether the queue of this name gets what is published to some topic. */
    public boolean isSubscriber(String queue) {
        if (!isLoaded) {
            load();
        }
        return subscribers.contains(queue);
    }

    /** An address is about to be removed: a topic that nothing else is bound to must not stand in the way. */
    public void removingAddress(SimpleString address) {
        Topic topic = topics.get(address.toString());
        try {
            Bindings bindings = topic == null ? null : server.getPostOffice().lookupBindingsForAddress(address);
            if (topic != null && bindings != null && bindings.size() == 1) {
                topic.unbind();
            }
        } catch (Exception e) {
            throw new IllegalStateException("topic " + address + " could not be unbound", e);
        }
    }

    /** An address was removed; a topic that is still named comes back at the next start, or when the file changes. */
    public void removedAddress(SimpleString address) {
        Topic topic = topics.get(address.toString());
        if (topic == null) {
            return;
        }
        try {
            topic.unbind();
        } catch (Exception e) {
            throw new IllegalStateException("topic " + address + " could not be unbound", e);
        }
        LOGGER.warn("the address of topic {} was removed; nothing is published to it any more", address);
    }

    /** A queue is gone. */
    public void removedQueue(SimpleString address, SimpleString queue) {
        if (subscribers.contains(queue.toString()) || topics.containsKey(address.toString())) {
            topics.values().forEach(topic -> topic.forget(queue.toString()));
        }
        if (subscribers.contains(queue.toString())) {
            LOGGER.warn("queue {} was deleted; what topics publish to it fails until it is there again", queue);
        }
    }

    // ---- what callers ask for ---------------------------------------------------------------------------------------

    EndpointDeliveries deliveries() {
        return deliveries;
    }

    TopicCatalog inForce() {
        return inForce;
    }

    Optional<TopicSettings> settingsOf(String topic) {
        return inForce.topic(topic);
    }

    /** Whether what is sent to this address is published. */
    public boolean isTopic(String address) {
        return topics.containsKey(address);
    }

    synchronized boolean isOfFile(String topic) {
        return registry.isOfFile(topic);
    }

    synchronized boolean isOfFile(String topic, String subscription) {
        return registry.isOfFile(topic, subscription);
    }

    SubscriptionListener.Counts counts(String topic, String subscription) {
        return Optional.ofNullable(topics.get(topic))
                .map(found -> found.counts(subscription))
                .orElse(SubscriptionListener.Counts.NONE);
    }

    /** A change on disk, and then in memory. */
    private interface Change {
        void in(TopicStore store) throws Exception;
    }

    /** @param added whose queues must be there */
    private synchronized void change(
            String topic, Collection<SubscriptionSettings> added, Change onDisk, Runnable inMemory) {
        try {
            onDisk.in(new TopicStore(server.getStorageManager()));
            inMemory.run();
            refresh();
            createQueues(added);
            deploy(topic);
            deliveries.configureRequested(RequestedEndpoints.in(registry));
        } catch (Exception e) {
            throw new IllegalStateException("topic " + topic + " could not be changed", e);
        }
    }

    void create(String topic, TopicSettings attributes) {
        change(topic, List.of(), store -> store.store(topic, attributes), () -> registry.create(topic, attributes));
    }

    synchronized void delete(String topic) {
        Map<String, SubscriptionSettings> ended = registry.subscribed(topic);
        change(
                topic,
                List.of(),
                store -> {
                    for (String subscription : registry.subscribed(topic).keySet()) {
                        store.delete(topic, subscription);
                    }
                    store.delete(topic);
                },
                () -> registry.delete(topic));
        removeUnusedAddress(SimpleString.of(topic));
        ended.values().forEach(this::removeQueueOfEndpoint);
    }

    /** Nobody else can name it. */
    private void removeQueueOfEndpoint(SubscriptionSettings ended) {
        SimpleString queue = SimpleString.of(ended.queue().orElse(""));
        if (ended.endpoint().isEmpty() || server.locateQueue(queue) == null) {
            return;
        }
        try {
            server.destroyQueue(queue, null, false, true, true);
        } catch (Exception e) {
            LOGGER.warn("queue {} of a subscription that has ended stays: {}", queue, e.getMessage());
        }
    }

    private void removeUnusedAddress(SimpleString address) {
        try {
            Bindings bindings = server.getPostOffice().lookupBindingsForAddress(address);
            if ((bindings == null || bindings.size() == 0) && server.getAddressInfo(address) != null) {
                server.removeAddressInfo(address, null);
            }
        } catch (Exception e) {
            LOGGER.warn("address {} of a deleted topic stays: {}", address, e.getMessage());
        }
    }

    void subscribe(String topic, String subscription, SubscriptionSettings settings) {
        change(
                topic,
                List.of(settings),
                store -> store.store(topic, subscription, settings),
                () -> registry.subscribe(topic, subscription, settings));
    }

    /** The owner of an endpoint is told, and can undo it. */
    synchronized void unsubscribe(String topic, String subscription) {
        SubscriptionSettings ended =
                registry.subscribed(topic).getOrDefault(subscription, SubscriptionSettings.DEFAULT);
        Optional<Farewell> farewell = deliveries.farewellTo(topic + ":" + subscription);
        change(
                topic,
                List.of(),
                store -> {
                    if (farewell.isPresent()) {
                        new EndedSubscriptions(server.getStorageManager())
                                .keep(
                                        new TopicArn.SubscriptionName(topic, subscription),
                                        ended,
                                        farewell.get().token(),
                                        Instant.now());
                    }
                    store.delete(topic, subscription);
                },
                () -> registry.unsubscribe(topic, subscription));
        removeQueueOfEndpoint(ended);
        farewell.ifPresent(Farewell::send);
    }

    /** Brings back a subscription that has ended, by the token that its endpoint was sent. @return its ARN */
    private synchronized Optional<String> restore(String topicArn, String token) {
        EndedSubscriptions kept = new EndedSubscriptions(server.getStorageManager());
        return kept.find(topicArn, token, Instant.now())
                .filter(found -> inForce.topic(found.name().topic()).isPresent())
                .map(found -> {
                    String topic = found.name().topic();
                    String name = found.name().subscription();
                    try {
                        if (!isSubscribed(topic, name)) {
                            deliveries.confirmAgain(RequestedEndpoints.of(topic, name, found.settings()), token);
                            subscribe(topic, name, found.settings());
                        }
                        kept.forget(found.name());
                    } catch (Exception e) {
                        throw new IllegalStateException("subscription " + name + " could not be brought back", e);
                    }
                    return TopicArn.of(topic, name);
                });
    }

    private boolean isSubscribed(String topic, String subscription) {
        return inForce.topic(topic)
                .filter(settings -> settings.subscriptions().containsKey(subscription))
                .isPresent();
    }
}
