package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.DeadLetterPolicy;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.GroupChanges.Poison;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Consumers that share the shards of a stream.
 *
 * <h2>Order</h2>
 *
 * A shard belongs to one consumer at a time, and of a shard exactly one record is <em>next</em>; {@link #admits} lets
 * nothing else through. A record that comes back takes along everything that was delivered behind it, and is next again.
 * A shard is readable when the group has finished its parents, so the records of a key stay in order when shards are
 * split and merged.
 *
 * <h2>At least once</h2>
 *
 * The checkpoint of a shard is the lowest record that is not processed. Whoever reads from there misses nothing. A late
 * acknowledgement counts as long as nobody else has received the record.
 *
 * <h2>Who has what</h2>
 *
 * Shards are divided evenly. One that is to move to another consumer is drained first: its owner gets no more of it, and
 * it moves when everything of it is settled. If a consumer settles nothing for the visibility timeout, counted from when
 * its oldest record became the oldest, everything it has comes back, only the oldest counted; it is suspect and loses its
 * shards to others, if there are any, until it settles something.
 *
 * @param <C> a consumer, told apart by {@code equals}
 */
public final class ConsumerGroup<C> {

    private final Map<ShardId, ShardProgress<C>> shards = new TreeMap<>();
    private final ShardAssignment<C> assignment = new ShardAssignment<>();
    private final ConsumerClocks<C> clocks = new ConsumerClocks<>();
    private final Set<ShardId> readable = new TreeSet<>();
    private final Set<ShardId> rewound = new TreeSet<>();
    private final Set<ShardId> opened = new TreeSet<>();
    private final Set<ShardId> unreadable = new TreeSet<>();
    private final Set<ShardId> checkpointed = new TreeSet<>();
    private final Set<ShardId> poisoned = new TreeSet<>();
    private final List<Poison> poison = new ArrayList<>();
    private ConsumerGroupSettings settings;

    public ConsumerGroup(ConsumerGroupSettings settings) {
        this.settings = settings;
    }

    /** Applies other settings; a clock that runs goes by the new visibility timeout. */
    public void configure(ConsumerGroupSettings newSettings) {
        settings = newSettings;
    }

    /**
     * Adds a shard of the stream.
     *
     * @param parents the shards that must be finished first, as far as this group knows them
     * @param firstPlace place of its first record
     * @param start where the group begins: its stored checkpoint, or else where its start position leads to
     */
    public void addShard(ShardId shard, List<ShardId> parents, long firstPlace, Checkpoint start) {
        shards.put(shard, new ShardProgress<>(shard, parents, firstPlace, start));
        checkpointed.add(shard);
        arrange();
    }

    /** A shard and its records are gone; its children do not wait for it any more. */
    public void removeShard(ShardId shard, long nowNanos) {
        ShardProgress<C> progress = shards.remove(shard);
        if (progress != null) {
            end(progress.moveTo(0), nowNanos);
            checkpointed.remove(shard);
            poisoned.remove(shard);
            arrange();
        }
    }

    /** A consumer begins to receive. */
    public void join(C consumer) {
        assignment.join(consumer);
        arrange();
    }

    /**
     * A consumer is gone. What it had comes back.
     *
     * @param isOldestCounted whether it may have begun with its oldest record, so that this counts as received
     */
    public void leave(C consumer, boolean isOldestCounted, long nowNanos) {
        takeBack(consumer, isOldestCounted, nowNanos);
        clocks.forget(consumer);
        assignment.leave(consumer);
        arrange();
    }

    /**
     * A consumer has settled nothing for too long, by a clock of the caller's own: what it has comes back, none of it counted
     * here, and it is suspect.
     */
    public void hangs(C consumer, long nowNanos) {
        takeBack(consumer, false, nowNanos);
        assignment.suspect(consumer);
        arrange();
    }

    /** A suspect consumer has done something, if only too late; it may have shards again. */
    public void showsLife(C consumer) {
        if (assignment.clear(consumer)) {
            arrange();
        }
    }

    /** Whether this record may be given to this consumer. Changes nothing. */
    public boolean admits(C consumer, ShardId shard, long place) {
        ShardProgress<C> progress = shards.get(shard);
        return progress != null
                && progress.expected() == place
                && assignment.isReader(consumer, shard)
                && !poisoned.contains(shard)
                && !progress.isFull();
    }

    /**
     * A record that was {@linkplain #admits admitted} was given to a consumer.
     *
     * @return how often it has been received, this time included
     */
    public int delivered(C consumer, ShardId shard, long place, long nowNanos) {
        ShardProgress<C> progress = known(shard);
        Delivery<C> delivery = progress.deliver(place, consumer);
        clocks.delivered(consumer, delivery, nowNanos);
        return delivery.countedReturns() + 1;
    }

    /** A consumer has processed a record. */
    public Settlement acknowledged(C consumer, ShardId shard, long place, long nowNanos) {
        ShardProgress<C> progress = shards.get(shard);
        Delivery<C> delivery = progress == null ? null : progress.find(place);
        if (assignment.clear(consumer)) {
            arrange();
        }
        if (progress == null || delivery == null || isSomebodyElses(delivery, consumer)) {
            return Settlement.IGNORED;
        }
        boolean wasFull = progress.isFull();
        boolean wasWaiting = progress.process(delivery);
        clocks.ended(delivery, nowNanos);
        settled(shard, progress);
        if (wasFull && !progress.isFull()) {
            rewound.add(shard);
        }
        return wasWaiting ? Settlement.PROCESSED_LATE : Settlement.PROCESSED;
    }

    private boolean isSomebodyElses(Delivery<C> delivery, C consumer) {
        return delivery.state() != Delivery.State.WAITING && !delivery.isInFlightWith(consumer);
    }

    private void settled(ShardId shard, ShardProgress<C> progress) {
        checkpointed.add(shard);
        if (progress.isFinished() || (!progress.hasInFlight() && assignment.isLeaving(shard))) {
            arrange();
        }
    }

    /**
     * A consumer gives a record back, and with it what it got of this shard behind it.
     *
     * @param isCounted whether that was a receive; with enough of them the record becomes {@linkplain GroupChanges#poison
     *     poison}
     * @return the places of what came back; none if the consumer does not have the record
     */
    public List<Long> returned(C consumer, ShardId shard, long place, boolean isCounted, long nowNanos) {
        ShardProgress<C> progress = shards.get(shard);
        Delivery<C> delivery = progress == null ? null : progress.find(place);
        if (progress == null || delivery == null || !delivery.isInFlightWith(consumer)) {
            return List.of();
        }
        List<Long> places = giveBack(shard, progress, place, isCounted, nowNanos);
        arrange();
        return places;
    }

    private List<Long> giveBack(
            ShardId shard, ShardProgress<C> progress, long place, boolean isCounted, long nowNanos) {
        List<Delivery<C>> back = progress.giveBack(place, isCounted);
        end(back, nowNanos);
        rewound.add(shard);
        boolean isPoison = settings.deadLetters()
                .map(DeadLetterPolicy::maxReceiveCount)
                .filter(most -> progress.countedReturns(progress.expected()) >= most)
                .isPresent();
        if (isCounted && isPoison && poisoned.add(shard)) {
            poison.add(new Poison(shard, progress.expected(), progress.countedReturns(progress.expected())));
        }
        return back.stream().map(Delivery::place).toList();
    }

    private void end(List<Delivery<C>> deliveries, long nowNanos) {
        deliveries.forEach(delivery -> clocks.ended(delivery, nowNanos));
    }

    /**
     * A record that is next is not for this group: a filter excludes it, or it was poison and a dead-letter queue has a copy.
     */
    public void pass(ShardId shard, long place) {
        ShardProgress<C> progress = known(shard);
        progress.pass(place);
        poisoned.remove(shard);
        rewound.add(shard);
        settled(shard, progress);
    }

    /** A reader was told that the records below this place are not kept any more. */
    public void trimmed(ShardId shard, long horizon, long nowNanos) {
        ShardProgress<C> progress = known(shard);
        end(progress.trimTo(horizon), nowNanos);
        poisoned.remove(shard);
        rewound.add(shard);
        settled(shard, progress);
    }

    /** A reader was told that a shard is closed and has no record from this place on. */
    public void ended(ShardId shard, long place) {
        ShardProgress<C> progress = known(shard);
        progress.endAt(place);
        settled(shard, progress);
    }

    /**
     * Begins again, or ahead, at these places. What is in flight is forgotten: its acknowledgement changes nothing. The
     * descendants of a shard that is now to be read again are read again too, from their first record, unless they have a
     * place of their own here: their records come after those of their parents.
     */
    public void seek(Map<ShardId, Long> places, long nowNanos) {
        places.forEach((shard, place) -> move(shard, known(shard), place, nowNanos));
        shards.forEach((shard, progress) -> {
            if (!places.containsKey(shard) && isBehindOneOf(progress, places.keySet())) {
                move(shard, progress, progress.firstPlace(), nowNanos);
            }
        });
        arrange();
    }

    private boolean isBehindOneOf(ShardProgress<C> progress, Set<ShardId> moved) {
        for (ShardId parent : progress.parents()) {
            ShardProgress<C> found = shards.get(parent);
            if (found != null && (moved.contains(parent) && !found.isFinished() || isBehindOneOf(found, moved))) {
                return true;
            }
        }
        return false;
    }

    private void move(ShardId shard, ShardProgress<C> progress, long place, long nowNanos) {
        end(progress.moveTo(place), nowNanos);
        poisoned.remove(shard);
        checkpointed.add(shard);
        rewound.add(shard);
        if (readable.remove(shard)) {
            unreadable.add(shard);
        }
    }

    /**
     * Ends what has been in flight too long.
     *
     * @return the consumers that lost everything they had
     */
    public List<C> expire(long nowNanos) {
        List<C> expired = clocks.due(settings.leaseDuration().toNanos(), nowNanos);
        for (C consumer : expired) {
            takeBack(consumer, true, nowNanos);
            assignment.suspect(consumer);
        }
        if (!expired.isEmpty()) {
            arrange();
        }
        return expired;
    }

    /** How long it takes until {@link #expire} has something to do, 0 or less if it has; empty if nothing is in flight. */
    public OptionalLong nanosUntilExpiry(long nowNanos) {
        return clocks.nanosUntilDue(settings.leaseDuration().toNanos(), nowNanos);
    }

    private void takeBack(C consumer, boolean isOldestCounted, long nowNanos) {
        boolean isCounted = isOldestCounted;
        for (ShardId shard : clocks.shardsOf(consumer)) {
            ShardProgress<C> progress = known(shard);
            giveBack(shard, progress, progress.oldestInFlight(), isCounted, nowNanos);
            isCounted = false;
        }
    }

    private void arrange() {
        Set<ShardId> now = new TreeSet<>();
        shards.forEach((shard, progress) -> {
            if (!progress.isFinished() && areFinished(progress.parents())) {
                now.add(shard);
            }
        });
        for (ShardId shard : now) {
            if (readable.add(shard)) {
                opened.add(shard);
                unreadable.remove(shard);
            }
        }
        for (ShardId shard : List.copyOf(readable)) {
            if (!now.contains(shard)) {
                readable.remove(shard);
                opened.remove(shard);
                unreadable.add(shard);
            }
        }
        rewound.addAll(assignment.arrange(readable, shard -> !known(shard).hasInFlight()));
    }

    private boolean areFinished(Collection<ShardId> parents) {
        return parents.stream().map(shards::get).allMatch(parent -> parent == null || parent.isFinished());
    }

    /** Whether anything changed since the last time besides checkpoints. */
    public boolean hasMoved() {
        return !(rewound.isEmpty() && opened.isEmpty() && unreadable.isEmpty() && poison.isEmpty());
    }

    /** What changed since the last time; empty if nothing did. */
    public GroupChanges changes() {
        var changes = new GroupChanges(
                Set.copyOf(rewound),
                Set.copyOf(opened),
                Set.copyOf(unreadable),
                checkpointed.stream()
                        .map(shards::get)
                        .flatMap(Stream::ofNullable)
                        .map(ShardProgress::checkpoint)
                        .toList(),
                List.copyOf(poison));
        rewound.clear();
        opened.clear();
        unreadable.clear();
        checkpointed.clear();
        poison.clear();
        return changes;
    }

    /** Who has the shard, be it that it is to move to somebody else. */
    public Optional<C> owner(ShardId shard) {
        return assignment.owner(shard);
    }

    /** Place of the only record of the shard that may be delivered. */
    public long next(ShardId shard) {
        return known(shard).expected();
    }

    /** Up to where the shard is processed. */
    public Checkpoint checkpoint(ShardId shard) {
        return known(shard).checkpoint();
    }

    /** The shards that are read now: not finished, and their parents are. */
    public Set<ShardId> readable() {
        return Set.copyOf(readable);
    }

    private ShardProgress<C> known(ShardId shard) {
        ShardProgress<C> progress = shards.get(shard);
        if (progress == null) {
            throw new IllegalStateException(shard + " is not one of this group");
        }
        return progress;
    }
}
