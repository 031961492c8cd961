package io.sluice.broker.artemis.redrive;

import io.sluice.broker.redrive.MoveTask;
import io.sluice.broker.redrive.StayReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/** The messages that one step of a task moves in one transaction. Used by one thread. */
final class Batch implements WaitingMessages.Visitor {

    /** More would make the broker's transaction large, whatever the number of messages. */
    private static final long LARGEST_BYTES = 4L * 1024 * 1024;

    private final MoveTask task;
    private final Destinations destinations;
    private final @Nullable Filter filter;
    private final Set<Long> refused;
    private final int limit;
    private final List<Item> items = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private int chosen;
    private long bytes;

    /**
     * @param filter null for all messages
     * @param refused numbers of messages that could not be moved before
     * @param limit messages to choose
     */
    Batch(MoveTask task, Destinations destinations, @Nullable Filter filter, Set<Long> refused, int limit) {
        this.task = task;
        this.destinations = destinations;
        this.filter = filter;
        this.refused = refused;
        this.limit = limit;
    }

    /** One message and where it goes. */
    record Item(MessageReference reference, Destinations.Destination.To destination) {}

    @Override
    public boolean takes(MessageReference reference) {
        if (!task.covers(reference.getMessageID()) || filter != null && !filter.match(reference.getMessage())) {
            return false;
        }
        if (refused.contains(reference.getMessageID())) {
            task.stays(StayReason.REFUSED);
            return false;
        }
        Destinations.Destination destination = destinations.of(reference.getMessage());
        if (destination instanceof Destinations.Destination.None none) {
            task.stays(none.reason());
            return false;
        }
        Destinations.Destination.To to = (Destinations.Destination.To) destination;
        counts.merge(to.name(), 1L, Long::sum);
        chosen++;
        if (task.request().dryRun()) {
            return false;
        }
        items.add(new Item(reference, to));
        bytes += sizeOf(reference);
        return true;
    }

    @Override
    public boolean isFull() {
        return chosen >= limit || bytes >= LARGEST_BYTES;
    }

    private static long sizeOf(MessageReference reference) {
        try {
            return reference.getPersistentSize();
        } catch (ActiveMQException e) {
            return reference.getMessageMemoryEstimate();
        }
    }

    /** The messages that were taken out of the queue; none in a dry run. */
    List<Item> items() {
        return items;
    }

    /** Messages that were taken, or would be in a dry run, by destination. */
    Map<String, Long> counts() {
        return counts;
    }

    int size() {
        return chosen;
    }
}
