package io.sluice.broker.redrive;

import java.util.OptionalInt;

/**
 * How many messages may be moved now. Permits gather while nobody moves, but no more than those of a tenth of a second, so
 * that a pause is not made up for by a burst.
 *
 * <p>Not thread-safe. The times are monotonic nanoseconds, so the wall clock does not matter.
 */
public final class MoveRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SLICES_PER_SECOND = 10;

    private final OptionalInt perSecond;
    private final long capacityNanos;
    private final long nanosPerMessage;
    private long usedUpTo;

    /** @param perSecond empty for no limit */
    public MoveRate(OptionalInt perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.nanosPerMessage = perSecond.isPresent() ? NANOS_PER_SECOND / perSecond.getAsInt() : 0;
        this.capacityNanos = Math.max(nanosPerMessage, NANOS_PER_SECOND / SLICES_PER_SECOND);
        this.usedUpTo = nowNanos - nanosPerMessage;
    }

    /** Messages that may be moved now, at most {@code wanted}. */
    public int permits(int wanted, long nowNanos) {
        if (perSecond.isEmpty()) {
            return wanted;
        }
        usedUpTo = Math.max(usedUpTo, nowNanos - capacityNanos);
        return (int) Math.min(wanted, Math.max(0, (nowNanos - usedUpTo) / nanosPerMessage));
    }

    /** Notes that messages were moved. */
    public void used(int messages) {
        usedUpTo += messages * nanosPerMessage;
    }

    /** Nanoseconds until there is a permit; 0 if there is one. */
    public long nanosUntilPermit(long nowNanos) {
        return perSecond.isEmpty() ? 0 : Math.max(0, usedUpTo + nanosPerMessage - nowNanos);
    }
}
