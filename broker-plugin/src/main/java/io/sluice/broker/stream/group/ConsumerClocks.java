package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What each consumer of a group has in flight, in the order in which it got it, from all shards. The clock of a consumer runs
 * for the oldest: that is what its application can be working on. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class ConsumerClocks<C> {

    private static final class Clock<C> {
        private final Map<Delivery<C>, ShardId> inFlight = new LinkedHashMap<>();
        private long startNanos;
    }

    /** The oldest delivery of a consumer. */
    record Oldest<C>(C consumer, ShardId shard, Delivery<C> delivery) {}

    private final Map<C, Clock<C>> clocks = new HashMap<>();

    void delivered(C consumer, ShardId shard, Delivery<C> delivery, long nowNanos) {
        Clock<C> clock = clocks.computeIfAbsent(consumer, c -> new Clock<>());
        if (clock.inFlight.isEmpty()) {
            clock.startNanos = nowNanos;
        }
        clock.inFlight.put(delivery, shard);
    }

    /** A consumer does not have this any more; if it was the oldest, the clock of the next one begins. */
    void ended(C consumer, Delivery<C> delivery, long nowNanos) {
        Clock<C> clock = clocks.get(consumer);
        if (clock == null) {
            return;
        }
        Iterator<Delivery<C>> oldestFirst = clock.inFlight.keySet().iterator();
        boolean wasOldest = oldestFirst.hasNext() && oldestFirst.next() == delivery;
        clock.inFlight.remove(delivery);
        if (wasOldest) {
            clock.startNanos = nowNanos;
        }
        if (clock.inFlight.isEmpty()) {
            clocks.remove(consumer);
        }
    }

    /** The shards of which a consumer has something in flight. */
    List<ShardId> shardsOf(C consumer) {
        Clock<C> clock = clocks.get(consumer);
        return clock == null
                ? List.of()
                : clock.inFlight.values().stream().distinct().toList();
    }

    /** The oldest deliveries that have been in flight for this long. */
    List<Oldest<C>> due(long leaseNanos, long nowNanos) {
        List<Oldest<C>> due = new ArrayList<>();
        clocks.forEach((consumer, clock) -> {
            if (nowNanos - clock.startNanos >= leaseNanos) {
                Map.Entry<Delivery<C>, ShardId> oldest =
                        clock.inFlight.entrySet().iterator().next();
                due.add(new Oldest<>(consumer, oldest.getValue(), oldest.getKey()));
            }
        });
        return due;
    }

    /** How long it takes until one is due, 0 or less if one is; empty if nothing is in flight. */
    OptionalLong nanosUntilDue(long leaseNanos, long nowNanos) {
        return clocks.values().stream()
                .mapToLong(clock -> leaseNanos - (nowNanos - clock.startNanos))
                .min();
    }
}
