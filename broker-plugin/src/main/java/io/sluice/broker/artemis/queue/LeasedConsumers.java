package io.sluice.broker.artemis.queue;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/** The leased consumers of one queue, and who among them can take a message. Thread-safe. */
final class LeasedConsumers implements Iterable<LeasedConsumer> {

    private final Map<Consumer, LeasedConsumer> byDelegate = new ConcurrentHashMap<>();

    void add(LeasedConsumer consumer) {
        byDelegate.put(consumer.delegate(), consumer);
    }

    /** Removes and returns the one in front of a consumer of Artemis; null if there is none. */
    @Nullable
    LeasedConsumer removeInFrontOf(Consumer delegate) {
        return byDelegate.remove(delegate);
    }

    /** The one in front of a consumer of Artemis; null if there is none. */
    @Nullable
    LeasedConsumer inFrontOf(Consumer delegate) {
        return byDelegate.get(delegate);
    }

    int size() {
        return byDelegate.size();
    }

    @Override
    public Iterator<LeasedConsumer> iterator() {
        return byDelegate.values().iterator();
    }

    /** Whether another consumer, if perhaps not at once, will be sent this message if it is offered. */
    boolean anotherCanTake(MessageReference reference, LeasedConsumer than) {
        return another(than, other -> other.canTake(reference));
    }

    /** Whether another consumer could be sent this message at once. */
    boolean anotherIsReadyFor(MessageReference reference, LeasedConsumer than) {
        return another(than, other -> other.isReadyFor(reference));
    }

    /** Whether another consumer takes messages, or will soon because it settles those it has. */
    boolean anotherIsAtWork(LeasedConsumer than) {
        return another(than, LeasedConsumer::isAtWork);
    }

    /** How many messages the consumer has, as far as one can tell without a lock, that has the fewest; 0 if there is none. */
    int leastInFlight() {
        int least = Integer.MAX_VALUE;
        for (LeasedConsumer consumer : this) {
            least = Math.min(least, consumer.inFlight());
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }

    boolean anySuspect() {
        for (LeasedConsumer consumer : this) {
            if (consumer.isSuspect()) {
                return true;
            }
        }
        return false;
    }

    private boolean another(LeasedConsumer than, Predicate<LeasedConsumer> condition) {
        for (LeasedConsumer other : this) {
            if (other != than && condition.test(other)) {
                return true;
            }
        }
        return false;
    }
}
