package io.sluice.broker.fifo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One message group; see {@link MessageGroups}. Its messages are known by their sequence numbers.
 *
 * <p>Invariant: what is on offer are the lowest numbers that wait, as many as the owner may still be given, and they stand
 * on the shelf in ascending order. Of those in flight, the owner has {@code passed} up to {@code passedThrough}.
 */
public final class MessageGroup<G, M, C> {

    private static final long NONE = Long.MIN_VALUE;

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<MessageGroup> SETTLED_AHEAD =
            AtomicIntegerFieldUpdater.newUpdater(MessageGroup.class, "settledAhead");

    private final G name;
    private final InOrder<M> waiting = new InOrder<>();
    private final InOrder<M> inFlight = new InOrder<>();
    private final InOrder<Boolean> away = new InOrder<>();
    private @Nullable C owner;
    private @Nullable OwnerPace paceOfOwner;
    private @Nullable GroupPace pace;
    private long takenNanos;
    private long passedThrough = NONE;
    private int passed;
    private int offered;
    private long offeredThrough = NONE;
    private boolean wasRefused;
    private boolean offerAnew;
    private boolean noted;
    private boolean heldUp;
    private volatile int settlementsToNext = 1;

    @SuppressWarnings("UnusedVariable") // read and changed by SETTLED_AHEAD
    private volatile int settledAhead;

    MessageGroup(G name) {
        this.name = name;
    }

    G name() {
        return name;
    }

    /**
     * Notes that one of those in flight is settled, which leaves the group later. May be called by any thread.
     *
     * @return whether so many have been settled that something can be given to somebody: before that, nobody waits for the group to be
     *     put in order
     */
    public boolean settleAhead() {
        return SETTLED_AHEAD.incrementAndGet(this) >= settlementsToNext;
    }

    /** One that was settled ahead leaves the group now. May be called by any thread. */
    public void leaveSettled() {
        SETTLED_AHEAD.decrementAndGet(this);
    }

    boolean isEmpty() {
        return waiting.isEmpty() && inFlight.isEmpty() && away.isEmpty();
    }

    /** Notes that the shelf must be put in order. @return false if that was noted before */
    boolean note() {
        boolean first = !noted;
        noted = true;
        return first;
    }

    Admission admission(long number, C consumer) {
        if (offered == 0 || number > offeredThrough) {
            return Admission.PARKED;
        }
        return number == waiting.first() && (owner == null || owner.equals(consumer))
                ? Admission.GRANTED
                : Admission.NOT_NOW;
    }

    /** Who has messages of the group in flight, and so gets the next one; null if that is whoever comes. */
    @Nullable
    C owner() {
        return owner;
    }

    void refuse() {
        wasRefused = true;
    }

    void add(long number, M message, Shelf<M> shelf) {
        if (owner != null && removeInFlight(number)) {
            loseThePace();
        }
        away.remove(number);
        freeIfIdle();
        boolean first = waiting.isEmpty() || number < waiting.first();
        waiting.put(number, message);
        if (number < offeredThrough) {
            offered++;
            offerAnew = true;
        } else if (first) {
            shelf.parkInFront(message);
        } else {
            shelf.park(message);
        }
    }

    /** @return whether it was taken by another than the one who had messages of the group last, or nobody had */
    boolean take(long number, C consumer, OwnerPace paceOfConsumer, long nowNanos) {
        M taken = remove(number);
        if (taken == null) {
            return false;
        }
        boolean wasFree = inFlight.isEmpty();
        if (wasFree) {
            takenNanos = nowNanos;
            if (pace != null) {
                pace.taken(paceOfConsumer, nowNanos);
            }
        }
        inFlight.put(number, taken);
        passedThrough = Math.min(passedThrough, number - 1);
        owner = consumer;
        paceOfOwner = paceOfConsumer;
        return wasFree;
    }

    /** Leaves no more on offer than its new owner may be given: it can take what is on offer before the shelf is put in order. */
    void withdraw(Shelf<M> shelf, GroupLimit limit) {
        int allowed = Math.max(0, numberOf(limit) - holds());
        if (offered > allowed) {
            parkSurplus(shelf, allowed);
        }
    }

    /** How many of those in flight the owner is not known to be done with. */
    private int holds() {
        return inFlight.size() - passed;
    }

    /** @return false if nothing of it was in flight with this consumer and not passed before */
    boolean pass(long through, C consumer, long nowNanos) {
        if (through <= passedThrough || !consumer.equals(owner)) {
            return false;
        }
        int before = passed;
        int place = inFlight.placeAbove(passedThrough);
        while (place != InOrder.NOWHERE && inFlight.numberAt(place) <= through) {
            passed++;
            notePace(nowNanos);
            place = inFlight.placeAfter(place);
        }
        passedThrough = through;
        return passed > before;
    }

    private boolean removeInFlight(long number) {
        boolean removed = inFlight.remove(number) != null;
        if (removed && number <= passedThrough) {
            passed--;
        }
        return removed;
    }

    /** The owner is done with one message. */
    private void notePace(long nowNanos) {
        if (paceOfOwner != null && !waiting.isEmpty()) {
            if (pace == null) {
                pace = new GroupPace(paceOfOwner, takenNanos);
            }
            pace.settled(nowNanos);
        }
    }

    private void loseThePace() {
        pace = null;
        if (paceOfOwner != null) {
            paceOfOwner.fails();
        }
    }

    boolean removeWaiting(long number) {
        if (waiting.isEmpty() || number < waiting.first()) {
            return false;
        }
        boolean first = waiting.first() == number;
        boolean removed = remove(number) != null;
        if (removed && first) {
            offerToThoseRefused();
        }
        return removed;
    }

    private @Nullable M remove(long number) {
        M removed = waiting.remove(number);
        if (removed != null && number <= offeredThrough) {
            offered--;
            if (number == offeredThrough) {
                int before = waiting.placeAtOrBelow(number);
                offeredThrough = before == InOrder.NOWHERE ? NONE : waiting.numberAt(before);
            }
        }
        return removed;
    }

    /** @return false if it was neither in flight nor away */
    boolean end(long number, long nowNanos) {
        boolean wasInFlight = removeInFlight(number);
        if (wasInFlight && number > passedThrough) {
            notePace(nowNanos);
        }
        boolean wasAway = away.remove(number) != null;
        freeIfIdle();
        return wasInFlight || wasAway;
    }

    void sendAway(long number) {
        remove(number);
        if (removeInFlight(number)) {
            loseThePace();
        }
        away.put(number, true);
        offerAnew = true;
        freeIfIdle();
    }

    private void freeIfIdle() {
        if (owner != null && inFlight.isEmpty()) {
            owner = null;
            paceOfOwner = null;
            offerToThoseRefused();
        }
    }

    /** Consumers that walked past what is on offer do not come by again. */
    private void offerToThoseRefused() {
        offerAnew |= wasRefused;
        wasRefused = false;
    }

    @Nullable
    C holderBehind(long number) {
        return inFlight.isEmpty() || inFlight.last() <= number ? null : owner;
    }

    boolean isAnyWaitingBefore(long number) {
        return !waiting.isEmpty() && waiting.first() < number;
    }

    void arrange(Shelf<M> shelf, GroupLimit limit) {
        noted = false;
        int holds = holds();
        int allowed = isInOrder() ? Math.max(0, numberOf(limit) - holds) : 0;
        int room = paceOfOwner == null ? allowed : Math.min(allowed, paceOfOwner.room());
        int most = holds + room;
        int batch = batchOf(limit, most);
        if (offerAnew) {
            offerAnew = false;
            arrangeAll(shelf, room);
        } else if (offered > allowed) {
            parkSurplus(shelf, allowed);
        } else if (room - offered >= batch) {
            offerMore(shelf, room);
        }
        heldUp = room < allowed && waiting.size() > offered;
        int held = holds + offered;
        settlementsToNext = waiting.isEmpty() ? Integer.MAX_VALUE : Math.max(1, Math.min(held, held + batch - most));
    }

    /** Whether there would be more on offer if its owner could take more. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** An owner that is fast is given more when a quarter of its messages is done, so that they go out together. */
    private static int batchOf(GroupLimit limit, int most) {
        return limit instanceof GroupLimit.Auto && most > GroupPace.START ? most / 4 : 1;
    }

    /**
     * What is put on offer while nobody has the group can be more than somebody can take at once, so it is the least if there are several. What is
     * on offer already, and consumers have not passed, stays there for whoever takes the group.
     */
    private int numberOf(GroupLimit limit) {
        if (limit instanceof GroupLimit.Fixed fixed) {
            return fixed.messages();
        }
        if (pace == null) {
            return GroupPace.START;
        }
        if (owner != null || !pace.isShared()) {
            return pace.limit();
        }
        return offerAnew ? GroupPace.START : Math.max(GroupPace.START, Math.min(offered, pace.limit()));
    }

    /** What came back must not overtake what is in flight, nor be delivered before that has come back too. */
    private boolean isInOrder() {
        return waiting.isEmpty() || inFlight.isEmpty() || waiting.first() > inFlight.last();
    }

    private long barrier() {
        return away.isEmpty() ? Long.MAX_VALUE : away.first();
    }

    private void arrangeAll(Shelf<M> shelf, int room) {
        int surplus = offered;
        long barrier = barrier();
        Deque<M> withdrawn = new ArrayDeque<>();
        offered = 0;
        offeredThrough = NONE;
        for (int place = waiting.firstPlace(); place != InOrder.NOWHERE; place = waiting.placeAfter(place)) {
            long number = waiting.numberAt(place);
            if (offered < room && number < barrier) {
                shelf.offer(waiting.elementAt(place));
                offered++;
                offeredThrough = number;
            } else if (surplus > 0) {
                withdrawn.push(waiting.elementAt(place));
            } else {
                break;
            }
            surplus--;
        }
        withdrawn.forEach(shelf::parkInFront);
    }

    private void parkSurplus(Shelf<M> shelf, int room) {
        int place = waiting.placeAtOrBelow(offeredThrough);
        while (place != InOrder.NOWHERE && offered > room) {
            shelf.parkInFront(waiting.elementAt(place));
            offered--;
            place = waiting.placeBefore(place);
        }
        offeredThrough = place == InOrder.NOWHERE ? NONE : waiting.numberAt(place);
    }

    private void offerMore(Shelf<M> shelf, int room) {
        long barrier = barrier();
        int place = waiting.placeAbove(offeredThrough);
        while (offered < room && place != InOrder.NOWHERE && waiting.numberAt(place) <= barrier) {
            shelf.offer(waiting.elementAt(place));
            offered++;
            offeredThrough = waiting.numberAt(place);
            place = waiting.placeAfter(place);
        }
    }
}
