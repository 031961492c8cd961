package io.sluice.broker.fifo;

/**
 * How many messages of one group its owner may hold under {@link GroupLimit.Auto}.
 *
 * <p>When a message comes back, its owner has worked in vain on all that it holds behind it. So the limit is what the owner is
 * done with in a short time: it starts at {@value #START}, doubles when so many have been settled within {@value #FAST_MILLIS}
 * ms, and halves when they took more than {@value #SLOW_MILLIS} ms. A message that comes back, or another owner, brings it down to the start.
 *
 * <p>Not thread-safe. Times are readings of one monotonic clock in nanoseconds, compared by difference.
 */
final class GroupPace {

    static final int START = 10;
    static final int FAST_MILLIS = 50;
    static final int SLOW_MILLIS = 500;
    private static final long FAST_NANOS = FAST_MILLIS * 1_000_000L;
    private static final long SLOW_NANOS = SLOW_MILLIS * 1_000_000L;

    /** Not the owner itself, which should not be kept in memory by a group that waits; that two are alike does no harm. */
    private final int hashOfOwner;

    private int limit = START;
    private int settled;
    private long sinceNanos;

    /** @param nowNanos when the owner settled something first */
    GroupPace(Object owner, long nowNanos) {
        hashOfOwner = owner.hashCode();
        sinceNanos = nowNanos;
    }

    boolean isOf(Object consumer) {
        return consumer.hashCode() == hashOfOwner;
    }

    int limit() {
        return limit;
    }

    /** One message of the group is done. */
    void settled(long nowNanos) {
        if (++settled < limit) {
            return;
        }
        long took = nowNanos - sinceNanos;
        if (took < FAST_NANOS) {
            limit = Math.min(GroupLimit.Fixed.MAXIMUM, limit * 2);
        } else if (took > SLOW_NANOS) {
            limit = Math.max(START, limit / 2);
        }
        settled = 0;
        sinceNanos = nowNanos;
    }
}
