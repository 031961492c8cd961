package io.sluice.broker.visibility;

/**
 * How many messages one consumer may hold now.
 *
 * <p>Under {@link InFlightLimit.Auto} the cap starts at {@value #START}. A small cap keeps messages out of the buffer of
 * a worker that gets stuck, where they would wait for a timeout and be worked on twice. When the consumer settles a full cap within
 * {@value #FAST_MILLIS} ms, which is a consumer that would otherwise run dry, the cap becomes what it settles in that time, at least
 * {@value #LEAST_GROWTH} and at most {@value #MOST_GROWTH} times as much as before. It doubles when
 * {@link #grow()} says that the consumer stands still for want of more; it halves when a full cap takes longer than
 * {@value #SLOW_MILLIS} ms, but never below what the consumer has shown that it needs at once. Not thread-safe.
 */
final class InFlightCap {

    static final int START = 10;
    static final int MAXIMUM = 1 << 20;
    static final int FAST_MILLIS = 100;
    static final int LEAST_GROWTH = 2;
    static final int MOST_GROWTH = 8;
    static final int SLOW_MILLIS = 2_000;
    private static final long FAST_NANOS = FAST_MILLIS * 1_000_000L;
    private static final long SLOW_NANOS = SLOW_MILLIS * 1_000_000L;

    private InFlightLimit limit;
    private int cap;
    private int floor = START;
    private int settledInWindow;
    private long windowStartNanos;

    InFlightCap(InFlightLimit limit, long nowNanos) {
        this.limit = limit;
        this.windowStartNanos = nowNanos;
        this.cap = initial(limit);
    }

    int current() {
        return cap;
    }

    boolean isAuto() {
        return limit instanceof InFlightLimit.Auto;
    }

    /** Takes a new limit from the configuration; an unchanged one keeps what has been learnt. */
    void limitTo(InFlightLimit newLimit) {
        if (!newLimit.equals(limit)) {
            limit = newLimit;
            floor = START;
            cap = initial(newLimit);
        }
    }

    void settled(long nowNanos) {
        if (++settledInWindow < cap || !isAuto()) {
            return;
        }
        long took = nowNanos - windowStartNanos;
        if (took < FAST_NANOS) {
            cap = (int) Math.min(MAXIMUM, cap * growth(took));
        } else if (took > SLOW_NANOS) {
            cap = Math.max(floor, cap / 2);
        }
        settledInWindow = 0;
        windowStartNanos = nowNanos;
    }

    private static long growth(long took) {
        return Math.max(LEAST_GROWTH, Math.min(MOST_GROWTH, FAST_NANOS / Math.max(1, took)));
    }

    /** The consumer stands at its cap without settling: it needs more at once, and is remembered for it. */
    boolean grow() {
        if (!isAuto() || cap >= MAXIMUM) {
            return false;
        }
        cap = Math.min(MAXIMUM, cap * 2);
        floor = cap;
        return true;
    }

    /** The consumer got stuck: whatever it was granted beyond the start has done harm. */
    void reset() {
        if (isAuto()) {
            cap = START;
            floor = START;
        }
    }

    private static int initial(InFlightLimit limit) {
        if (limit instanceof InFlightLimit.Fixed fixed) {
            return fixed.messages();
        }
        return limit instanceof InFlightLimit.Auto ? START : Integer.MAX_VALUE;
    }
}
