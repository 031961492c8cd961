package io.sluice.broker.stream.segment;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which records of a shard the broker's journal may still have: those that came through it and are not settled. Others were
 * never there, so they hold up nothing, wherever between these they lie. Thread-safe.
 */
final class Unsettled {

    /** Places that follow each other. */
    private record Range(long first, long last) {}

    private final Deque<Range> ranges = new ArrayDeque<>();
    private long lastPlace;

    /**
     * @param settledTo place up to which the files say that everything is settled
     * @param lastPlace place of the last record there is; the journal may have those between
     */
    Unsettled(long settledTo, long lastPlace) {
        this.lastPlace = Math.max(settledTo, lastPlace);
        if (settledTo < lastPlace) {
            ranges.add(new Range(settledTo + 1, lastPlace));
        }
    }

    /** A record was added behind all others. */
    synchronized void appended(long place, boolean isInJournal) {
        lastPlace = place;
        if (!isInJournal) {
            return;
        }
        Range newest = ranges.peekLast();
        if (newest != null && newest.last() + 1 == place) {
            ranges.removeLast();
            ranges.add(new Range(newest.first(), place));
        } else {
            ranges.add(new Range(place, place));
        }
    }

    /** The journal has forgotten what it had up to this place. */
    synchronized void settle(long place) {
        Range oldest = ranges.peekFirst();
        while (oldest != null && oldest.first() <= place) {
            ranges.removeFirst();
            if (oldest.last() > place) {
                ranges.addFirst(new Range(place + 1, oldest.last()));
            }
            oldest = ranges.peekFirst();
        }
    }

    /** The records from this place on are gone, and their numbers are free. */
    synchronized void takenBack(long firstDiscarded) {
        Range newest = ranges.peekLast();
        while (newest != null && newest.last() >= firstDiscarded) {
            ranges.removeLast();
            if (newest.first() < firstDiscarded) {
                ranges.addLast(new Range(newest.first(), firstDiscarded - 1));
            }
            newest = ranges.peekLast();
        }
        lastPlace = Math.min(lastPlace, firstDiscarded - 1);
    }

    /** Up to this place, the journal has nothing of this shard. */
    synchronized long settledTo() {
        Range oldest = ranges.peekFirst();
        return oldest == null ? lastPlace : oldest.first() - 1;
    }
}
