package io.sluice.broker.stream.segment;

import java.time.Duration;

/** Which segments have been kept long enough. */
final class Retention {

    private Retention() {}

    /** How many of the oldest segments are due. */
    static int expired(LogView view, long settledTo, Duration retention, long nowMillis) {
        int most = trimmable(view, settledTo);
        int expired = 0;
        while (expired < most && isOver(timeOf(view, expired, nowMillis), retention, nowMillis)) {
            expired++;
        }
        return expired;
    }

    /**
     * How many segments may be deleted at all: not one without records, which says that the shard is closed; nor one with a
     * record that the broker's journal may still have, which would be stored a second time after a crash.
     */
    static int trimmable(LogView view, long settledTo) {
        int trimmable = 0;
        for (SealedSegment segment : view.sealed()) {
            if (segment.isEmpty() || segment.lastPlace() > settledTo) {
                return trimmable;
            }
            trimmable++;
        }
        return trimmable;
    }

    /** Whether a record that arrived then is due. */
    static boolean isOver(long arrivalMillis, Duration retention, long nowMillis) {
        return arrivalMillis == Frames.NO_ARRIVAL || nowMillis - arrivalMillis >= retention.toMillis();
    }

    /** What counts as the time of the newest record: not a time in the future, if the next segment has an earlier one. */
    private static long timeOf(LogView view, int segment, long nowMillis) {
        long newest = view.sealed().get(segment).newestArrival();
        return newest > nowMillis ? Math.min(newest, nextCreated(view, segment)) : newest;
    }

    private static long nextCreated(LogView view, int segment) {
        if (segment + 1 < view.sealed().size()) {
            return view.sealed().get(segment + 1).header().createdMillis();
        }
        return view.open() == null ? Long.MAX_VALUE : view.open().header().createdMillis();
    }
}
