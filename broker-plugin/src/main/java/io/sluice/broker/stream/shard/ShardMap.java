package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.Resharding.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * The shards of a stream and where they come from. The ranges of the open ones cover every hash key exactly once.
 *
 * <p>To change it: stop putting records, make durable what the parents have, compute the new map, store it, and then finish
 * the logs of the parents, open those of the children and put records again. Whatever happens in between, the stored map
 * says which shards are closed and with what record they end. A child begins above the last record of its parents, so the
 * numbers of a key's records increase across the change.
 */
public final class ShardMap {

    /** How often the number of shards may be updated within {@link #COUNT_UPDATE_PERIOD} (SEMANTICS 4.4). */
    public static final int COUNT_UPDATES = 10;

    public static final Duration COUNT_UPDATE_PERIOD = Duration.ofHours(24);

    private final List<Shard> shards;
    private final List<Shard> open;
    private final int nextIndex;
    private final List<Instant> countUpdates;

    ShardMap(List<Shard> shards, int nextIndex, List<Instant> countUpdates) {
        this.shards = List.copyOf(shards);
        this.open = shards.stream()
                .filter(Shard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.range().first()))
                .toList();
        this.nextIndex = nextIndex;
        this.countUpdates = List.copyOf(countUpdates);
    }

    /** A new stream with this many shards of one size. */
    public static ShardMap create(int count, Instant now) {
        List<Shard> shards = new ArrayList<>();
        for (HashKeyRange range : HashKeyRange.evenly(count)) {
            shards.add(new Shard(
                    new ShardId(shards.size()),
                    range,
                    List.of(),
                    SequenceNumber.FIRST_PLACE,
                    OptionalLong.empty(),
                    now));
        }
        return new ShardMap(shards, count, List.of());
    }

    /** All shards, open and closed, in the order of their creation. */
    public List<Shard> shards() {
        return shards;
    }

    /** The shards that records are put into, in the order of their keys. */
    public List<Shard> open() {
        return open;
    }

    /** The number of the shard that is created next. */
    int nextIndex() {
        return nextIndex;
    }

    /** When the number of shards was updated, as far as it still counts. */
    List<Instant> countUpdates() {
        return countUpdates;
    }

    public Optional<Shard> find(ShardId id) {
        return shards.stream().filter(shard -> shard.id().equals(id)).findFirst();
    }

    /** The shards that replaced this one. */
    public List<Shard> children(ShardId parent) {
        return shards.stream().filter(shard -> shard.parents().contains(parent)).toList();
    }

    /** The open shard that has this key. */
    public Shard route(HashKey key) {
        int low = 0;
        int high = open.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (open.get(middle).range().first().compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return open.get(low);
    }

    /**
     * Splits an open shard in two.
     *
     * @param at lowest key of the upper child
     * @param lastPlaces place of the last record of a shard; one below its first if it has none
     */
    public Resharding split(ShardId id, HashKey at, ToLongFunction<ShardId> lastPlaces, Instant now) {
        Optional<Shard> found = find(id);
        if (found.isEmpty()) {
            return Resharding.refused(Reason.NO_SUCH_SHARD, "there is no " + id);
        }
        Shard parent = found.get();
        if (!parent.isOpen()) {
            return Resharding.refused(Reason.INVALID_ARGUMENT, id + " is closed and cannot be split");
        }
        if (!parent.range().canSplitAt(at)) {
            return Resharding.refused(
                    Reason.INVALID_ARGUMENT,
                    "NewStartingHashKey " + at + " must be above "
                            + parent.range().first() + " and not above "
                            + parent.range().last());
        }
        if (open.size() >= StreamSettings.MAXIMUM_SHARDS) {
            return Resharding.refused(
                    Reason.LIMIT_EXCEEDED, "a stream has at most " + StreamSettings.MAXIMUM_SHARDS + " open shards");
        }
        return new Resharding.Done(replaced(
                List.of(parent),
                List.of(parent.range().below(at), parent.range().from(at)),
                lastPlaces,
                now));
    }

    /** Makes one of two open shards with adjacent keys. The parameters are those of {@link #split}. */
    public Resharding merge(ShardId one, ShardId other, ToLongFunction<ShardId> lastPlaces, Instant now) {
        Optional<Shard> first = find(one);
        Optional<Shard> second = find(other);
        if (first.isEmpty() || second.isEmpty()) {
            return Resharding.refused(Reason.NO_SUCH_SHARD, "there is no " + (first.isEmpty() ? one : other));
        }
        if (!first.get().isOpen() || !second.get().isOpen()) {
            return Resharding.refused(
                    Reason.INVALID_ARGUMENT, (first.get().isOpen() ? other : one) + " is closed and cannot be merged");
        }
        if (!first.get().range().isAdjacentTo(second.get().range())) {
            return Resharding.refused(
                    Reason.INVALID_ARGUMENT, "the hash keys of " + one + " and " + other + " are not adjacent");
        }
        HashKeyRange range = first.get().range().with(second.get().range());
        return new Resharding.Done(replaced(List.of(first.get(), second.get()), List.of(range), lastPlaces, now));
    }

    /**
     * Splits and merges until there are this many shards of one size. Shards that are only on the way are closed again
     * without a record. The parameters are those of {@link #split}.
     */
    public Resharding updateCount(int target, ToLongFunction<ShardId> lastPlaces, Instant now) {
        int count = open.size();
        if (target < 1 || target > StreamSettings.MAXIMUM_SHARDS) {
            return Resharding.refused(
                    Reason.LIMIT_EXCEEDED,
                    "TargetShardCount " + target + " is outside 1 to " + StreamSettings.MAXIMUM_SHARDS);
        }
        if (target > 2 * count || 2 * target < count) {
            return Resharding.refused(
                    Reason.INVALID_ARGUMENT,
                    "TargetShardCount " + target + " must be from half to twice the " + count + " shards there are");
        }
        List<Instant> recent = countUpdates.stream()
                .filter(update -> now.isBefore(update.plus(COUNT_UPDATE_PERIOD)))
                .toList();
        if (recent.size() >= COUNT_UPDATES) {
            return Resharding.refused(
                    Reason.LIMIT_EXCEEDED,
                    "the number of shards was updated " + COUNT_UPDATES
                            + " times within 24 h; the next time is possible at "
                            + recent.get(0).plus(COUNT_UPDATE_PERIOD));
        }
        List<Instant> updates = new ArrayList<>(recent);
        updates.add(now);
        ShardMap even = evened(HashKeyRange.evenly(target), lastPlaces, now);
        return new Resharding.Done(new ShardMap(even.shards, even.nextIndex, updates));
    }

    private ShardMap evened(List<HashKeyRange> targets, ToLongFunction<ShardId> lastPlaces, Instant now) {
        ToLongFunction<ShardId> places = id -> find(id).isPresent() ? lastPlaces.applyAsLong(id) : -1;
        ShardMap map = this;
        for (HashKeyRange target : targets) {
            Shard shard = map.route(target.first());
            if (shard.range().canSplitAt(target.first())) {
                List<HashKeyRange> parts = List.of(
                        shard.range().below(target.first()), shard.range().from(target.first()));
                map = map.replaced(List.of(shard), parts, places, now);
            }
        }
        for (HashKeyRange target : targets) {
            Shard shard = map.route(target.first());
            while (shard.range().last().compareTo(target.last()) < 0) {
                Shard next = map.route(shard.range().last().next());
                map = map.replaced(List.of(shard, next), List.of(shard.range().with(next.range())), places, now);
                shard = map.route(target.first());
            }
        }
        return map;
    }

    private ShardMap replaced(
            List<Shard> parents, List<HashKeyRange> ranges, ToLongFunction<ShardId> lastPlaces, Instant now) {
        List<Shard> changed = new ArrayList<>(shards);
        long firstPlace = SequenceNumber.FIRST_PLACE;
        for (Shard parent : parents) {
            long last = Math.max(parent.firstPlace() - 1, lastPlaces.applyAsLong(parent.id()));
            changed.set(changed.indexOf(parent), parent.closed(last));
            firstPlace = Math.max(firstPlace, last + 1);
        }
        List<ShardId> parentIds = parents.stream().map(Shard::id).toList();
        int index = nextIndex;
        for (HashKeyRange range : ranges) {
            changed.add(new Shard(new ShardId(index++), range, parentIds, firstPlace, OptionalLong.empty(), now));
        }
        return new ShardMap(changed, index, countUpdates);
    }

    /**
     * Leaves out closed shards of which nothing is kept any more. Their numbers are not used again.
     *
     * @throws IllegalArgumentException if one of them is open
     */
    public ShardMap without(List<ShardId> forgotten) {
        if (open.stream().map(Shard::id).anyMatch(forgotten::contains)) {
            throw new IllegalArgumentException("an open shard cannot be forgotten: " + forgotten);
        }
        return new ShardMap(
                shards.stream().filter(shard -> !forgotten.contains(shard.id())).toList(), nextIndex, countUpdates);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardMap map
                && map.shards.equals(shards)
                && map.nextIndex == nextIndex
                && map.countUpdates.equals(countUpdates);
    }

    @Override
    public int hashCode() {
        return shards.hashCode();
    }

    @Override
    public String toString() {
        return "ShardMap" + shards;
    }
}
