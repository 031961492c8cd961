package io.sluice.broker.fifo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

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
 *   <li>The owner holds at most {@code limit} messages of it.
 * </ul>
 *
 * Groups know nothing of each other, so a group that stands still delays no other.
 *
 * <h2>Offered and parked</h2>
 *
 * Consumers walk through a shelf. If all messages of a group that is held stood there, every consumer would walk past all
 * of them. So only those that its owner can still be given are on offer, and the others are parked: a group that is held
 * at its limit has none on offer and costs nothing. A message that a consumer was refused is put behind the others on
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
    private final Shelf<M> shelf;
    private int limit;

    /** @param limit how many messages of a group may be in flight */
    public MessageGroups(Shelf<M> shelf, int limit) {
        this.shelf = shelf;
        this.limit = limit;
    }

    /** Applies another limit; messages in flight above a lower one stay where they are. */
    public void limitTo(int newLimit) {
        limit = newLimit;
        groups.values().forEach(this::note);
    }

    /** The name that the group was given first, which is looked up fastest; the name itself if there is no such group. */
    public G nameOf(G group) {
        MessageGroup<G, M, C> found = groups.get(group);
        return found == null ? group : found.name();
    }

    /** A message waits: a new one, or one that was in flight or away and comes back to its place. */
    public void add(G group, long number, M message) {
        MessageGroup<G, M, C> found = groups.computeIfAbsent(group, MessageGroup::new);
        found.add(number, message, shelf);
        note(found);
    }

    /**
     * A waiting message has left the queue in another way than to a consumer.
     *
     * @return false if it did not wait; nothing changes then
     */
    public boolean remove(G group, long number) {
        MessageGroup<G, M, C> found = groups.get(group);
        if (found == null || !found.removeWaiting(number)) {
            return false;
        }
        note(found);
        return true;
    }

    /** Whether this consumer may be given this waiting message now. */
    public Admission admission(G group, long number, C consumer) {
        MessageGroup<G, M, C> found = groups.get(group);
        return found == null ? Admission.NOT_NOW : found.admission(number, consumer);
    }

    /** A consumer walked past a message of the group because it was not granted. */
    public void refuse(G group) {
        MessageGroup<G, M, C> found = groups.get(group);
        if (found != null) {
            found.refuse();
        }
    }

    /** A message was given to a consumer, who was granted it. */
    public void take(G group, long number, C consumer) {
        change(group, found -> found.take(number, consumer));
    }

    /** A message that was in flight or away is gone for good. No effect on others. */
    public void end(G group, long number) {
        change(group, found -> found.end(number));
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
            found.arrange(shelf, limit);
            if (found.isEmpty()) {
                groups.remove(found.name());
            }
        }
        return true;
    }

    /** Number of groups that have messages. */
    public int size() {
        return groups.size();
    }

    private void change(G group, Consumer<MessageGroup<G, M, C>> change) {
        MessageGroup<G, M, C> found = groups.get(group);
        if (found != null) {
            change.accept(found);
            note(found);
        }
    }

    private void note(MessageGroup<G, M, C> found) {
        if (found.note()) {
            noted.add(found);
        }
    }
}
