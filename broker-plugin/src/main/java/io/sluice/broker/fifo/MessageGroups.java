package io.sluice.broker.fifo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The message groups of one FIFO queue: which message may go to whom next.
 *
 * <h2>Rules</h2>
 *
 * A message waits, is in flight, or is away: held back for a time, or part of a branch in doubt. Within a group:
 *
 * <ul>
 *   <li>Only the message with the lowest number of those that wait is granted, and only while no lower one is away.
 *   <li>A group with something in flight belongs to the consumer that has it, and to nobody else.
 *   <li>A message that came back waits until what was delivered behind it has been settled or has come back too.
 *   <li>The owner holds at most as many messages of it as {@link GroupLimit} says, besides those that it is known to be done with.
 * </ul>
 *
 * Groups know nothing of each other, so a group that stands still delays no other.
 *
 * <h2>Offered and parked</h2>
 *
 * Consumers walk through a shelf. If all messages of a group that is held stood there, every consumer would walk past all
 * of them. So only those that its owner can still be given are on offer, and the others are parked: a group that is held
 * at its limit, or by an owner that can take no more, has none on offer and costs nothing. A message that a consumer was refused is put behind the others on
 * offer when it can be granted, because a consumer does not walk back.
 *
 * <h2>Cost</h2>
 *
 * Every event is a look-up of the group and of a number in it; {@link #arrange()} moves as many messages as change their
 * place. A group without messages is forgotten.
 *
 * @param <G> name of a group
 * @param <M> a waiting message
 * @param <C> a consumer
 */
public final class MessageGroups<G, M, C> {

    private final Map<G, MessageGroup<G, M, C>> groups = new HashMap<>();
    private final Deque<MessageGroup<G, M, C>> noted = new ArrayDeque<>();
    private final Set<MessageGroup<G, M, C>> heldUp = new HashSet<>();
    private final Shelf<M> shelf;
    private GroupLimit limit;

    /** @param limit how many messages of a group may be in flight */
    public MessageGroups(Shelf<M> shelf, GroupLimit limit) {
        this.shelf = shelf;
        this.limit = limit;
    }

    /** Applies another limit; messages in flight above a lower one stay where they are. */
    public void limitTo(GroupLimit newLimit) {
        limit = newLimit;
        groups.values().forEach(this::note);
    }

    /**
     * A message waits: a new one, or one that was in flight or away and comes back to its place.
     *
     * @return its group, by which the message can be named until it is no longer in the queue
     */
    public MessageGroup<G, M, C> add(G group, long number, M message) {
        MessageGroup<G, M, C> found = groups.computeIfAbsent(group, MessageGroup::new);
        found.add(number, message, shelf);
        note(found);
        return found;
    }

    /**
     * A waiting message has left the queue in another way than to a consumer.
     *
     * @return false if it did not wait; nothing changes then
     */
    public boolean remove(MessageGroup<G, M, C> group, long number) {
        if (!group.removeWaiting(number)) {
            return false;
        }
        note(group);
        return true;
    }

    /** Whether this consumer may be given this waiting message now. */
    public Admission admission(MessageGroup<G, M, C> group, long number, C consumer) {
        return group.admission(number, consumer);
    }

    /** Like {@link #admission(MessageGroup, long, Object)}. */
    public Admission admission(G group, long number, C consumer) {
        MessageGroup<G, M, C> found = groups.get(group);
        return found == null ? Admission.NOT_NOW : found.admission(number, consumer);
    }

    /** Who has messages of the group in flight, and so gets the next one; null if that is whoever comes. */
    public @Nullable C ownerOf(MessageGroup<G, M, C> group) {
        return group.owner();
    }

    /** A consumer walked past a message of the group because it was not granted. */
    public void refuse(MessageGroup<G, M, C> group) {
        group.refuse();
    }

    /**
     * A message was given to a consumer, who was granted it.
     *
     * @param pace of this consumer in all groups
     * @param nowNanos reading of a monotonic clock
     */
    public void take(MessageGroup<G, M, C> group, long number, C consumer, OwnerPace pace, long nowNanos) {
        if (group.take(number, consumer, pace, nowNanos)) {
            group.withdraw(shelf, limit);
            note(group);
        }
    }

    /**
     * A consumer is done with all that it has of the group up to this message, and has not said so: it may be given others. Until they
     * are settled the group is its own.
     *
     * @param nowNanos reading of a monotonic clock
     */
    public void pass(MessageGroup<G, M, C> group, long through, C consumer, long nowNanos) {
        if (group.pass(through, consumer, nowNanos)) {
            note(group);
        }
    }

    /**
     * A message that was in flight or away is gone for good. No effect on others.
     *
     * @param nowNanos reading of a monotonic clock
     */
    public void end(G group, long number, long nowNanos) {
        MessageGroup<G, M, C> found = groups.get(group);
        if (found != null) {
            end(found, number, nowNanos);
        }
    }

    /**
     * Like {@link #end(Object, long, long)}.
     *
     * @return false if it was neither in flight nor away; nothing changes then
     */
    public boolean end(MessageGroup<G, M, C> group, long number, long nowNanos) {
        boolean ended = group.end(number, nowNanos);
        if (ended) {
            note(group);
        }
        return ended;
    }

    /** A message is held back for a time, and with it all behind it. */
    public void sendAway(G group, long number) {
        MessageGroup<G, M, C> found = groups.computeIfAbsent(group, MessageGroup::new);
        found.sendAway(number);
        note(found);
    }

    /** Who holds messages of the group with higher numbers: these must come back before this one is delivered again. */
    public Optional<C> holderBehind(G group, long number) {
        MessageGroup<G, M, C> found = groups.get(group);
        return found == null ? Optional.empty() : Optional.ofNullable(found.holderBehind(number));
    }

    /** Whether a message of the group with a lower number waits. */
    public boolean isAnyWaitingBefore(G group, long number) {
        MessageGroup<G, M, C> found = groups.get(group);
        return found != null && found.isAnyWaitingBefore(number);
    }

    /** Brings the shelf up to date after changes. @return false if there were none */
    public boolean arrange() {
        if (noted.isEmpty()) {
            return false;
        }
        for (MessageGroup<G, M, C> found = noted.poll(); found != null; found = noted.poll()) {
            arrange(found);
            if (found.isEmpty()) {
                groups.remove(found.name(), found);
            }
        }
        return true;
    }

    private void arrange(MessageGroup<G, M, C> found) {
        boolean before = found.isHeldUp();
        found.arrange(shelf, limit);
        if (found.isHeldUp() && !before) {
            heldUp.add(found);
        } else if (before && !found.isHeldUp()) {
            heldUp.remove(found);
        }
    }

    /** Owners of groups can take more: what was not put on offer because they could not is looked at by {@link #arrange()}. */
    public void haveRoom() {
        heldUp.forEach(this::note);
    }

    /** Number of groups that have messages. */
    public int size() {
        return groups.size();
    }

    private void note(MessageGroup<G, M, C> found) {
        if (found.note()) {
            noted.add(found);
        }
    }
}
