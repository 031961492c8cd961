package io.sluice.broker.stream.shard;

import java.util.concurrent.TimeUnit;

/**
 * An amount per second. What was not used within the last second is lost; what is larger than a second's amount is taken
 * when that is unused, and paid for afterwards. Not thread-safe. Times are nanoseconds that only go forward.
 */
final class ThroughputWindow {

    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What many small fractions may be off when they are added up. */
    private static final double ROUNDING = 1e-6;

    private double perSecond;
    private double available;
    private long lastNanos;
    private boolean isUsed;

    ThroughputWindow(double perSecond) {
        this.perSecond = perSecond;
        this.available = perSecond;
    }

    /** Changes the amount from now on. */
    void limitTo(double newPerSecond) {
        perSecond = newPerSecond;
        available = Math.min(available, newPerSecond);
    }

    /** How long it takes until this much may be taken; 0 if it may be taken now. */
    long nanosUntil(long amount, long nowNanos) {
        refill(nowNanos);
        double missing = Math.min(amount, perSecond) - available;
        return missing < ROUNDING ? 0 : Math.max(1, (long) Math.ceil(missing / perSecond * NANOS_PER_SECOND));
    }

    void take(long amount, long nowNanos) {
        refill(nowNanos);
        available -= amount;
    }

    private void refill(long nowNanos) {
        if (isUsed) {
            double elapsed = Math.max(0, nowNanos - lastNanos) / NANOS_PER_SECOND;
            available = Math.min(perSecond, available + elapsed * perSecond);
        }
        isUsed = true;
        lastNanos = nowNanos;
    }
}
