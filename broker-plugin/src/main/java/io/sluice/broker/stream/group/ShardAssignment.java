package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which consumer of a group has which shard. Each has as many as the others, or one more; a change moves as few as
 * possible. A shard that is to move stays with its owner, who gets nothing more of it, until what he has is settled. A
 * consumer that is suspect gets none while others can. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class ShardAssignment<C> {

    private final Map<C, SortedSet<ShardId>> wanted = new LinkedHashMap<>();
    private final Set<C> suspects = new HashSet<>();
    private final Map<ShardId, C> owners = new TreeMap<>();
    /** The owners of the shards that are not to move; looked up for each record. */
    private final Map<ShardId, C> readers = new HashMap<>();

    void join(C consumer) {
        wanted.putIfAbsent(consumer, new TreeSet<>());
    }

    /** A consumer is gone, and its shards are free. */
    void leave(C consumer) {
        wanted.remove(consumer);
        suspects.remove(consumer);
        owners.values().removeIf(consumer::equals);
        readers.values().removeIf(consumer::equals);
    }

    /** It hangs; no effect if it is not there any more. */
    void suspect(C consumer) {
        if (wanted.containsKey(consumer)) {
            suspects.add(consumer);
        }
    }

    /** @return false if it was not suspect */
    boolean clear(C consumer) {
        return !suspects.isEmpty() && suspects.remove(consumer);
    }

    /** Who has the shard, be it that it is to move. */
    Optional<C> owner(ShardId shard) {
        return Optional.ofNullable(owners.get(shard));
    }

    /** Whether this consumer may be given records of the shard. */
    boolean isReader(C consumer, ShardId shard) {
        return consumer.equals(readers.get(shard));
    }

    /** Whether the shard has an owner who is to give it away. */
    boolean isLeaving(ShardId shard) {
        return owners.containsKey(shard) && !readers.containsKey(shard);
    }

    /**
     * Divides the shards anew and hands over those that can be.
     *
     * @param shards that can be read
     * @param isDrained whether nothing of a shard is in flight
     * @return the shards that have another owner than before
     */
    Set<ShardId> arrange(Collection<ShardId> shards, Predicate<ShardId> isDrained) {
        divide(shards);
        Set<ShardId> moved = new HashSet<>();
        owners.keySet().retainAll(shards);
        wanted.forEach((consumer, its) -> {
            for (ShardId shard : its) {
                C owner = owners.get(shard);
                if (!consumer.equals(owner) && (owner == null || isDrained.test(shard))) {
                    owners.put(shard, consumer);
                    moved.add(shard);
                }
            }
        });
        readers.clear();
        owners.forEach((shard, owner) -> {
            SortedSet<ShardId> its = wanted.get(owner);
            if (its != null && its.contains(shard)) {
                readers.put(shard, owner);
            }
        });
        return moved;
    }

    private void divide(Collection<ShardId> shards) {
        Map<C, SortedSet<ShardId>> able = able();
        wanted.forEach((consumer, its) -> {
            if (able.containsKey(consumer)) {
                its.retainAll(shards);
            } else {
                its.clear();
            }
        });
        if (!able.isEmpty()) {
            List<SortedSet<ShardId>> fullestFirst = new ArrayList<>(able.values());
            fullestFirst.sort(Comparator.comparing(its -> -its.size()));
            divide(shards, fullestFirst);
        }
    }

    private static void divide(Collection<ShardId> shards, List<SortedSet<ShardId>> fullestFirst) {
        int share = shards.size() / fullestFirst.size();
        int withOneMore = shards.size() % fullestFirst.size();
        Set<ShardId> free = new TreeSet<>(shards);
        for (int i = 0; i < fullestFirst.size(); i++) {
            SortedSet<ShardId> its = fullestFirst.get(i);
            while (its.size() > share + (i < withOneMore ? 1 : 0)) {
                its.remove(its.last());
            }
            free.removeAll(its);
        }
        Iterator<ShardId> rest = free.iterator();
        for (int i = 0; i < fullestFirst.size(); i++) {
            SortedSet<ShardId> its = fullestFirst.get(i);
            while (its.size() < share + (i < withOneMore ? 1 : 0)) {
                its.add(rest.next());
            }
        }
    }

    private Map<C, SortedSet<ShardId>> able() {
        Map<C, SortedSet<ShardId>> able = new LinkedHashMap<>(wanted);
        able.keySet().removeAll(suspects);
        return able.isEmpty() ? wanted : able;
    }
}
