package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each consumer of a group has in flight, in the order in which it got it, from all shards. The clock of a consumer runs
 * for the oldest: that is what its application can be working on. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class ConsumerClocks<C> {

    /** What one consumer has in flight: a list that goes through the deliveries. */
    static final class Clock<C> {
        private @Nullable Delivery<C> oldest;
        private @Nullable Delivery<C> youngest;
        private long startNanos;
    }

    private final Map<C, Clock<C>> clocks = new HashMap<>();

    void delivered(C consumer, Delivery<C> delivery, long nowNanos) {
        Clock<C> clock = clocks.computeIfAbsent(consumer, c -> new Clock<>());
        Delivery<C> before = clock.youngest;
        if (before == null) {
            clock.oldest = delivery;
            clock.startNanos = nowNanos;
        } else {
            before.next = delivery;
        }
        delivery.previous = before;
        delivery.next = null;
        delivery.clock = clock;
        clock.youngest = delivery;
    }

    /** Its consumer does not have this any more; if it was the oldest, the clock of the next one begins. */
    void ended(Delivery<C> delivery, long nowNanos) {
        Clock<C> clock = delivery.clock;
        if (clock == null) {
            return;
        }
        Delivery<C> before = delivery.previous;
        Delivery<C> after = delivery.next;
        if (before == null) {
            clock.oldest = after;
            clock.startNanos = nowNanos;
        } else {
            before.next = after;
        }
        if (after == null) {
            clock.youngest = before;
        } else {
            after.previous = before;
        }
        delivery.clock = null;
        delivery.previous = null;
        delivery.next = null;
    }

    /** A consumer is gone, and has nothing any more. */
    void forget(C consumer) {
        clocks.remove(consumer);
    }

    /** The shards of which a consumer has something in flight. */
    List<ShardId> shardsOf(C consumer) {
        Clock<C> clock = clocks.get(consumer);
        Set<ShardId> shards = new LinkedHashSet<>();
        for (Delivery<C> each = clock == null ? null : clock.oldest; each != null; each = each.next) {
            shards.add(each.shard());
        }
        return List.copyOf(shards);
    }

    /** The consumers whose oldest delivery has been in flight for this long. */
    List<C> due(long leaseNanos, long nowNanos) {
        List<C> due = new ArrayList<>();
        clocks.forEach((consumer, clock) -> {
            if (clock.oldest != null && nowNanos - clock.startNanos >= leaseNanos) {
                due.add(consumer);
            }
        });
        return due;
    }

    /** How long it takes until one is due, 0 or less if one is; empty if nothing is in flight. */
    OptionalLong nanosUntilDue(long leaseNanos, long nowNanos) {
        return clocks.values().stream()
                .filter(clock -> clock.oldest != null)
                .mapToLong(clock -> leaseNanos - (nowNanos - clock.startNanos))
                .min();
    }
}
