package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.mqtt.MqttOrder;
import io.sluice.broker.artemis.queue.FifoTopicEntrance;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/**
 * One topic: its subscriptions, and the way of a published message to them.
 *
 * <p>Any number of threads publish while one changes the subscriptions; neither waits for the other. A message is judged by
 * the policies that are in force when it is routed.
 */
final class Topic {

    private final TopicContext context;
    private final String name;
    private final SimpleString address;
    private final TopicBinding binding;
    private final FilterTable<Subscription> table = new FilterTable<>(PublishedMessage::isUnlisted);
    private final @Nullable FifoTopicEntrance entrance;
    private final Map<String, Set<String>> namesOf = new ConcurrentHashMap<>();
    private volatile Map<String, Subscription> subscriptions = Map.of();
    private volatile boolean hasEnvelopes;

    Topic(TopicContext context, String name, TopicSettings settings) {
        this.context = context;
        this.name = name;
        this.address = SimpleString.of(name);
        this.binding = new TopicBinding(this, address);
        this.entrance = TopicNameRule.isFifo(name) ? context.entranceOf(address, settings) : null;
    }

    String name() {
        return name;
    }

    SimpleString address() {
        return address;
    }

    TopicBinding binding() {
        return binding;
    }

    /** Begins to take what is sent to the topic. */
    void bind() throws Exception {
        if (!binding.isBound()) {
            binding.bind(context.server().getStorageManager().generateID());
            context.server().getPostOffice().addBinding(binding);
        }
    }

    /** Leaves what is sent to the topic to Artemis. */
    void unbind() throws Exception {
        if (binding.isBound()) {
            binding.bind(TopicBinding.UNBOUND);
            context.server().getPostOffice().removeBinding(binding.getUniqueName(), null, false);
        }
    }

    /** Begins, changes and ends subscriptions. Called by one thread at a time. */
    void configure(TopicSettings settings) {
        if (entrance != null) {
            entrance.configure(TopicContext.deduplicationOf(settings));
        }
        Map<String, Subscription> next = new LinkedHashMap<>();
        settings.subscriptions()
                .forEach((subscription, said) -> next.put(subscription, configured(subscription, said)));
        Map<String, Subscription> ended = new LinkedHashMap<>(subscriptions);
        ended.keySet().removeAll(next.keySet());
        hasEnvelopes = settings.subscriptions().values().stream()
                .anyMatch(said -> said.endpoint().isEmpty() && !said.isRaw());
        prepare();
        subscriptions = next;
        ended.values().forEach(this::end);
    }

    /** Makes what envelopes need, if there are any, before somebody publishes. */
    void prepare() {
        if (hasEnvelopes) {
            context.identity().prepare();
        }
    }

    private Subscription configured(String subscription, SubscriptionSettings said) {
        Subscription existing = subscriptions.get(subscription);
        if (existing == null) {
            Subscription added = new Subscription(subscription, said);
            table.put(added, said.filterPolicy().orElse(null));
            context.listeners().subscriptions().subscribed(name, subscription, () -> added.counts(table.counts(added)));
            return added;
        }
        if (!Objects.equals(existing.settings(), said)) {
            existing.change(said);
            table.put(existing, said.filterPolicy().orElse(null));
        }
        return existing;
    }

    private void end(Subscription subscription) {
        table.remove(subscription);
        context.listeners().subscriptions().unsubscribed(name, subscription.name());
    }

    /** Ends all subscriptions, and what the topic keeps on disk. */
    void delete() {
        configure(TopicSettings.DEFAULT);
        if (entrance != null) {
            entrance.delete();
        }
    }

    /** Whether some application receives messages in envelopes. */
    boolean hasEnvelopes() {
        return hasEnvelopes;
    }

    SubscriptionListener.Counts counts(String subscription) {
        Subscription found = subscriptions.get(subscription);
        return found == null ? SubscriptionListener.Counts.NONE : found.counts(table.counts(found));
    }

    /** Whether a message to this address is to be published here: not when it is meant for one queue, or came by a cluster. */
    boolean publishes(Message message) {
        return Evaluation.current(this, message) == null
                && !CompositeAddress.isFullyQualified(message.getAddress())
                && message.getExtraBytesProperty(Message.HDR_ROUTE_TO_IDS) == null;
    }

    /** Routes a published message. */
    void route(Message message, RoutingContext routing) throws Exception {
        MqttOrder.keep(routing);
        routing.setReusable(false);
        if (entrance == null) {
            publish(message, routing);
        } else {
            entrance.route(message, routing, this::publish);
        }
    }

    private void publish(Message message, RoutingContext routing) throws Exception {
        Evaluation evaluation = new Evaluation(this, message);
        table.match(new PublishedMessage(message), evaluation::add);
        Evaluation before = evaluation.begin();
        try {
            new Publication(context, this, message, evaluation).route(routing);
        } finally {
            evaluation.end(before);
        }
    }

    /** The subscription of whose name a durable subscriber of JMS is; null if a queue is not that of one, or has another name. */
    @Nullable
    Subscription subscriptionOf(Queue queue) {
        return queue.isDurable() && queue.getRoutingType() == RoutingType.MULTICAST
                ? named(queue.getName().toString())
                : null;
    }

    /** The same for a queue of another node, of which only the name is known. */
    @Nullable
    Subscription subscriptionOfRemote(String queue) {
        return SubscriptionNames.isOfDurable(queue) ? first(SubscriptionNames.in(queue, name)) : null;
    }

    private @Nullable Subscription named(String queue) {
        return subscriptions.isEmpty()
                ? null
                : first(namesOf.computeIfAbsent(queue, subscriber -> SubscriptionNames.in(subscriber, name)));
    }

    private @Nullable Subscription first(Set<String> candidates) {
        Map<String, Subscription> known = subscriptions;
        for (String candidate : candidates) {
            Subscription subscription = known.get(candidate);
            if (subscription != null) {
                return subscription;
            }
        }
        return null;
    }

    /** A queue is gone. */
    void forget(String queue) {
        namesOf.remove(queue);
        subscriptions.values().forEach(subscription -> subscription.forget(queue));
    }
}
