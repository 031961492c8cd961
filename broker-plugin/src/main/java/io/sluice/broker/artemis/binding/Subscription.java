package io.sluice.broker.artemis.binding;

import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.filter.FilterCounts;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/** One subscription of a topic, as long as it exists: what is said about it now, and what it has counted. Thread-safe. */
final class Subscription {

    /** In the object itself, which is at hand when it changes: with many subscriptions an object of its own is one more to fetch. */
    private static final AtomicLongFieldUpdater<Subscription> DELIVERED =
            AtomicLongFieldUpdater.newUpdater(Subscription.class, "delivered");

    private final String name;
    private final LongAdder failed = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private volatile long delivered;
    private volatile SubscriptionSettings settings;
    private final AtomicReference<@Nullable Target> target;

    /**
     * Where the messages go.
     *
     * @param queue null until it is looked up, and after it was deleted
     * @param isOfTopic whether the queue is one of the topic's own address
     */
    private record Target(SimpleString name, @Nullable Queue queue, boolean isOfTopic) {
        static Target unknown(SimpleString name) {
            return new Target(name, null, false);
        }
    }

    Subscription(String name, SubscriptionSettings settings) {
        this.name = name;
        this.settings = settings;
        this.target = new AtomicReference<>(targetOf(settings));
    }

    private static @Nullable Target targetOf(SubscriptionSettings settings) {
        return settings.queue()
                .map(queue -> Target.unknown(SimpleString.of(queue)))
                .orElse(null);
    }

    String name() {
        return name;
    }

    SubscriptionSettings settings() {
        return settings;
    }

    void change(SubscriptionSettings changed) {
        settings = changed;
        target.set(targetOf(changed));
    }

    /** Name of the queue that gets the messages; null if the subscription has none of its own. */
    @Nullable
    SimpleString queueName() {
        Target current = target.get();
        return current == null ? null : current.name();
    }

    /** The queue that gets the messages; null if there is none, or not any more. */
    @Nullable
    Queue queue(ActiveMQServer server, SimpleString topic) {
        Target known = known(server, topic);
        return known == null ? null : known.queue();
    }

    /** Whether the queue is one of the topic's own address. Does not look at the queue, which would have to be fetched for it. */
    boolean isQueueOfTopic(ActiveMQServer server, SimpleString topic) {
        Target known = known(server, topic);
        return known != null && known.isOfTopic();
    }

    private @Nullable Target known(ActiveMQServer server, SimpleString topic) {
        Target current = target.get();
        if (current == null || current.queue() != null) {
            return current;
        }
        Queue found = server.locateQueue(current.name());
        if (found == null) {
            return current;
        }
        Target looked = new Target(current.name(), found, found.getAddress().equals(topic));
        target.compareAndSet(current, looked);
        return looked;
    }

    /** A queue is gone, and if one of that name comes again it is another. */
    void forget(String queue) {
        target.updateAndGet(current ->
                current != null && current.name().toString().equals(queue) ? Target.unknown(current.name()) : current);
    }

    void countDelivered() {
        DELIVERED.incrementAndGet(this);
    }

    /** @param inDeadLetterQueue whether the message was kept there */
    void countFailed(boolean inDeadLetterQueue) {
        failed.increment();
        if (inDeadLetterQueue) {
            deadLettered.increment();
        }
    }

    SubscriptionListener.Counts counts(FilterCounts filter) {
        return new SubscriptionListener.Counts(
                filter.published(),
                filter.matched(),
                filter.filteredByAttributes(),
                filter.filteredByInvalidAttributes(),
                filter.filteredByBody(),
                filter.filteredByInvalidBody(),
                delivered,
                failed.sum(),
                deadLettered.sum());
    }
}
