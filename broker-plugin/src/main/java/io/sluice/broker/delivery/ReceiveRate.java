package io.sluice.broker.delivery;

import java.util.OptionalInt;

/**
 * Spreads the attempts of one endpoint evenly over each second. Not thread-safe. Times are monotonic nanoseconds. What was not
 * used is not kept for later, so an endpoint never gets more than its rate in any second.
 */
public final class ReceiveRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long nanosPerAttempt;
    private boolean hasAttempted;
    private long lastAttempt;

    /** @param perSecond empty for no limit */
    public ReceiveRate(OptionalInt perSecond) {
        this.nanosPerAttempt = perSecond.isPresent() ? NANOS_PER_SECOND / perSecond.getAsInt() : 0;
    }

    /** Nanoseconds until there may be an attempt; 0 if now. */
    public long nanosUntilPermit(long nowNanos) {
        return hasAttempted ? Math.max(0, lastAttempt + nanosPerAttempt - nowNanos) : 0;
    }

    /** Notes an attempt. */
    public void attempted(long nowNanos) {
        hasAttempted = true;
        lastAttempt = nowNanos;
    }
}
