package io.sluice.broker.fifo;

/**
 * How many messages of one group its owner may hold under {@link GroupLimit.Auto}.
 *
 * <p>When a message comes back, its owner has worked in vain on all that it holds behind it. So the limit is what the owner is
 * done with in a short time: it starts at {@value #START}. When so many have been settled within {@value #FAST_MILLIS} ms it
 * becomes what the owner settles in twice that time, at most {@value #MOST_GROWTH} times as much as before; when they took more
 * than {@value #SLOW_MILLIS} ms it halves. Another owner has as much as this group was given before, if it has lately shown by others
 * that it is as fast ({@link OwnerPace}). A message that comes back brings the limit down to the start.
 *
 * <p>Not thread-safe. Times are readings of one monotonic clock in nanoseconds, compared by difference.
 */
final class GroupPace {

    static final int START = 10;
    static final int FAST_MILLIS = 50;
    static final int SLOW_MILLIS = 500;
    static final int MOST_GROWTH = 8;
    static final long FAST_NANOS = FAST_MILLIS * 1_000_000L;
    static final long SLOW_NANOS = SLOW_MILLIS * 1_000_000L;

    private OwnerPace owner;
    private int limit = START;
    private int settled;
    private long sinceNanos;

    /** @param nowNanos when the owner was given something first */
    GroupPace(OwnerPace owner, long nowNanos) {
        this.owner = owner;
        sinceNanos = nowNanos;
    }

    int limit() {
        return limit;
    }

    /** Whether somebody else than the one who had it last may take the group. */
    boolean isShared() {
        return owner.room() != OwnerPace.UNLIMITED;
    }

    /** The group had nothing in flight, and now has. */
    void taken(OwnerPace by, long nowNanos) {
        if (by != owner) {
            owner = by;
            limit = Math.min(limit, by.limit(nowNanos));
        }
        settled = 0;
        sinceNanos = nowNanos;
    }

    /** One message of the group is done. */
    void settled(long nowNanos) {
        if (++settled < limit) {
            return;
        }
        long took = nowNanos - sinceNanos;
        if (took < FAST_NANOS) {
            limit = (int) Math.min(GroupLimit.Fixed.MAXIMUM, limit * Math.min(MOST_GROWTH, growth(took)));
            owner.isFast(limit, nowNanos);
        } else if (took > SLOW_NANOS) {
            limit = Math.max(START, limit / 2);
            owner.isSlow(limit);
        }
        settled = 0;
        sinceNanos = nowNanos;
    }

    private static double growth(long took) {
        return 2.0 * FAST_NANOS / Math.max(1, took);
    }
}
