package io.sluice.broker.fifo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Which deduplication ids one queue has accepted lately, and which are under way.
 *
 * <p>An id is <em>reserved</em> by the transaction that sends it, or by a single send, <em>settled</em> when that transaction begins to commit,
 * <em>accepted</em> when it has, and free again when it rolls back. An accepted id is a duplicate until the window has
 * passed since it was accepted, and no longer; a repeat in between changes nothing. The window goes by time and not by
 * count: when the broker's memory for ids is full, new ids are refused, and none is forgotten early.
 *
 * <p>Memory: accepted ids lie in up to {@value #PARTS} + 1 parts of the window, each a table of primitive values, and a
 * part is dropped as a whole when its last id is too old. An id is looked for in each of them.
 *
 * <p>Not thread-safe. Times are milliseconds of a clock that does not run backwards.
 */
public final class DeduplicationWindow {

    /** What the window says of an id that somebody wants to send. */
    public enum Verdict {
        /** Not seen within the window; now reserved for the sender. */
        NEW,
        /** Sent before and accepted; the message that it repeats may be on its way to the disk if it was sent alone. */
        DUPLICATE,
        /** A duplicate of what a transaction sends that commits at this moment: to be answered when {@link #tell told}. */
        COMMITTING,
        /** Sent in another transaction that may yet roll back: nobody can tell. */
        UNDECIDED,
        /** Sent by somebody else without a transaction and being stored at this moment: to be asked again. */
        UNDER_WAY,
        /** Not seen, and there is no room to remember it. */
        FULL
    }

    private static final class Reservation {
        private final Object owner;
        private final boolean brief;
        private List<Repeat> repeats = List.of();
        private boolean settled;

        private Reservation(Object owner, boolean brief) {
            this.owner = owner;
            this.brief = brief;
        }

        private void add(Repeat repeat) {
            if (repeats.isEmpty()) {
                repeats = new ArrayList<>();
            }
            repeats.add(repeat);
        }
    }

    private static final int PARTS = 8;

    private final long windowMillis;
    private final IdMemory memory;
    private final Deque<AcceptedIds> parts = new ArrayDeque<>();
    private final Map<DeduplicationKey, Reservation> reservations = new HashMap<>();
    private int accepted;

    /** @param memory of all windows of the broker */
    public DeduplicationWindow(IdMemory memory) {
        this.memory = memory;
        this.windowMillis = memory.window().toMillis();
    }

    /** Ids remembered and reserved. */
    public int size() {
        return accepted + reservations.size();
    }

    /** Memory that the tables of accepted ids take. */
    long tableBytes() {
        return parts.stream().mapToLong(AcceptedIds::tableBytes).sum();
    }

    /**
     * Asks whether an id may be sent, and reserves it if it may.
     *
     * @param owner the transaction that sends it, compared by identity
     */
    public Verdict offer(DeduplicationKey key, Object owner, long nowMillis) {
        return offer(key, owner, false, nowMillis);
    }

    /**
     * Asks whether an id may be sent without a transaction, and reserves it if it may, until its message is stored.
     *
     * @param owner what stands for the send, compared by identity
     */
    public Verdict offerAlone(DeduplicationKey key, Object owner, long nowMillis) {
        return offer(key, owner, true, nowMillis);
    }

    private Verdict offer(DeduplicationKey key, Object owner, boolean brief, long nowMillis) {
        Reservation reservation = reservations.get(key);
        if (reservation != null) {
            return verdictOn(reservation, owner);
        }
        if (isAccepted(key, nowMillis)) {
            return Verdict.DUPLICATE;
        }
        if (!memory.tryTake()) {
            return Verdict.FULL;
        }
        reservations.put(key, new Reservation(owner, brief));
        return Verdict.NEW;
    }

    private static Verdict verdictOn(Reservation reservation, Object owner) {
        if (reservation.owner == owner) {
            return Verdict.DUPLICATE;
        }
        if (reservation.settled) {
            return Verdict.COMMITTING;
        }
        return reservation.brief ? Verdict.UNDER_WAY : Verdict.UNDECIDED;
    }

    private boolean isAccepted(DeduplicationKey key, long nowMillis) {
        Iterator<AcceptedIds> newestFirst = parts.descendingIterator();
        while (newestFirst.hasNext()) {
            long at = newestFirst.next().acceptedAt(key);
            if (at != AcceptedIds.NEVER) {
                return nowMillis - at < windowMillis;
            }
        }
        return false;
    }

    /** The transaction that reserved this id commits: only a failing disk can stop it now. */
    public void settle(DeduplicationKey key) {
        Reservation reservation = reservations.get(key);
        if (reservation != null) {
            reservation.settled = true;
        }
    }

    /** Has the sender of an id that is {@link Verdict#COMMITTING} be told how that ends. */
    public void tell(DeduplicationKey key, Repeat repeat) {
        Reservation reservation = reservations.get(key);
        if (reservation == null || !reservation.settled) {
            throw new IllegalStateException("no transaction commits this id");
        }
        reservation.add(repeat);
    }

    /**
     * The message of a reserved id is stored.
     *
     * @param record under which the id is stored, handed back when it is forgotten
     */
    public void accept(DeduplicationKey key, long record, long nowMillis) {
        Reservation reservation = reservations.remove(key);
        if (reservation == null) {
            memory.take();
        } else {
            reservation.repeats.forEach(Repeat::stored);
        }
        remember(key, record, nowMillis);
    }

    /** The transaction that reserved this id rolled back: the id is free again. No effect if another one reserved it. */
    public void withdraw(DeduplicationKey key, Object owner) {
        Reservation reservation = reservations.get(key);
        if (reservation != null && reservation.owner == owner) {
            reservations.remove(key);
            memory.giveBack(1);
            reservation.repeats.forEach(Repeat::lost);
        }
    }

    /**
     * Takes over an id that was accepted before a restart; oldest first, before anything else is asked.
     *
     * @param record under which the id is stored, handed back when it is forgotten; 0 if there is none, and then the same id
     *     may be taken over twice
     */
    public void restore(DeduplicationKey key, long record, long acceptedAtMillis) {
        if (record != 0 || !isAccepted(key, acceptedAtMillis)) {
            memory.take();
            remember(key, record, acceptedAtMillis);
        }
    }

    private void remember(DeduplicationKey key, long record, long atMillis) {
        AcceptedIds newest = parts.peekLast();
        if (newest == null || atMillis - newest.startMillis() >= windowMillis / PARTS) {
            newest = new AcceptedIds(atMillis);
            parts.addLast(newest);
        }
        newest.add(key, record, atMillis);
        accepted++;
    }

    /** When {@link #forgetOld} has something to do next; empty if nothing is remembered. */
    public OptionalLong nextForgettingMillis() {
        AcceptedIds oldest = parts.peekFirst();
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(oldest.newestMillis() + windowMillis);
    }

    /** Drops what the window has passed, and names the records of it. */
    public void forgetOld(long nowMillis, LongConsumer records) {
        AcceptedIds oldest = parts.peekFirst();
        while (oldest != null && nowMillis - oldest.newestMillis() >= windowMillis) {
            drop(oldest, records);
            oldest = parts.peekFirst();
        }
    }

    /** Forgets every accepted id, as a purge of the queue does, and names the records; reserved ones stay. */
    public void clear(LongConsumer records) {
        for (AcceptedIds part = parts.peekFirst(); part != null; part = parts.peekFirst()) {
            drop(part, records);
        }
    }

    private void drop(AcceptedIds part, LongConsumer records) {
        parts.remove(part);
        accepted -= part.size();
        memory.giveBack(part.size());
        part.forEachRecord(records);
    }
}
