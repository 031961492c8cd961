package io.sluice.broker.fifo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One message group; see {@link MessageGroups}. Its messages are known by their sequence numbers.
 *
 * <p>Invariant: what is on offer are the lowest numbers that wait, as many as the owner may still be given, and they stand
 * on the shelf in ascending order.
 */
final class MessageGroup<G, M, C> {

    private static final long NONE = Long.MIN_VALUE;

    private final G name;
    private final NavigableMap<Long, M> waiting = new TreeMap<>();
    private final NavigableSet<Long> inFlight = new TreeSet<>();
    private final NavigableSet<Long> away = new TreeSet<>();
    private @Nullable C owner;
    private int offered;
    private long offeredThrough = NONE;
    private boolean wasRefused;
    private boolean offerAnew;
    private boolean noted;

    MessageGroup(G name) {
        this.name = name;
    }

    G name() {
        return name;
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
        return number == waiting.firstKey() && (owner == null || owner.equals(consumer))
                ? Admission.GRANTED
                : Admission.NOT_NOW;
    }

    void refuse() {
        wasRefused = true;
    }

    void add(long number, M message, Shelf<M> shelf) {
        inFlight.remove(number);
        away.remove(number);
        freeIfIdle();
        boolean first = waiting.isEmpty() || number < waiting.firstKey();
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

    void take(long number, C consumer) {
        if (remove(number)) {
            inFlight.add(number);
            owner = consumer;
        }
    }

    boolean removeWaiting(long number) {
        boolean first = !waiting.isEmpty() && waiting.firstKey() == number;
        boolean removed = remove(number);
        if (removed && first) {
            offerToThoseRefused();
        }
        return removed;
    }

    private boolean remove(long number) {
        if (waiting.remove(number) == null) {
            return false;
        }
        if (number <= offeredThrough) {
            offered--;
            if (number == offeredThrough) {
                Long before = waiting.lowerKey(number);
                offeredThrough = before == null ? NONE : before;
            }
        }
        return true;
    }

    void end(long number) {
        inFlight.remove(number);
        away.remove(number);
        freeIfIdle();
    }

    void sendAway(long number) {
        remove(number);
        inFlight.remove(number);
        away.add(number);
        offerAnew = true;
        freeIfIdle();
    }

    private void freeIfIdle() {
        if (inFlight.isEmpty() && owner != null) {
            owner = null;
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
        return inFlight.higher(number) == null ? null : owner;
    }

    boolean isAnyWaitingBefore(long number) {
        return !waiting.isEmpty() && waiting.firstKey() < number;
    }

    void arrange(Shelf<M> shelf, int limit) {
        noted = false;
        int room = isInOrder() ? Math.max(0, limit - inFlight.size()) : 0;
        if (offerAnew) {
            offerAnew = false;
            arrangeAll(shelf, room);
        } else if (offered > room) {
            parkSurplus(shelf, room);
        } else {
            offerMore(shelf, room);
        }
    }

    /** What came back must not overtake what is in flight, nor be delivered before that has come back too. */
    private boolean isInOrder() {
        return waiting.isEmpty() || inFlight.isEmpty() || waiting.firstKey() > inFlight.last();
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
        for (Map.Entry<Long, M> entry : waiting.entrySet()) {
            if (offered < room && entry.getKey() < barrier) {
                shelf.offer(entry.getValue());
                offered++;
                offeredThrough = entry.getKey();
            } else if (surplus > 0) {
                withdrawn.push(entry.getValue());
            } else {
                break;
            }
            surplus--;
        }
        withdrawn.forEach(shelf::parkInFront);
    }

    private void parkSurplus(Shelf<M> shelf, int room) {
        for (Map.Entry<Long, M> entry :
                waiting.headMap(offeredThrough, true).descendingMap().entrySet()) {
            offeredThrough = entry.getKey();
            if (offered == room) {
                return;
            }
            shelf.parkInFront(entry.getValue());
            offered--;
        }
        offeredThrough = NONE;
    }

    private void offerMore(Shelf<M> shelf, int room) {
        long barrier = barrier();
        while (offered < room) {
            Map.Entry<Long, M> next = waiting.higherEntry(offeredThrough);
            if (next == null || next.getKey() > barrier) {
                return;
            }
            shelf.offer(next.getValue());
            offered++;
            offeredThrough = next.getKey();
        }
    }
}
