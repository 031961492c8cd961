package io.sluice.broker.visibility;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which of the receives of one consumer are to be stored.
 *
 * <p>A receive is a fact that must survive a crash when its message becomes the oldest one of the consumer. A consumer that is done with
 * messages faster than {@value #PAUSE_MILLIS} ms apiece would have a record for each, most of them for messages that are gone by
 * the time the disk has it. So a receive that follows another one in less than that time waits for as long, and is stored if its message is
 * still with the consumer then. Not thread-safe; times are readings of one monotonic clock in nanoseconds.
 */
public final class StartedReceive {

    static final int PAUSE_MILLIS = 10;
    public static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);

    private @Nullable Lease waiting;
    private long lastNanos;
    private boolean pausing;

    /** @param nowNanos when the consumer came */
    public StartedReceive(long nowNanos) {
        lastNanos = nowNanos - PAUSE_NANOS;
    }

    /**
     * The application of the consumer can be working on this message from now. What waited before must have been {@link #take taken}.
     *
     * @return whether a pause begins, at whose end {@link #endPause} is to be called
     */
    public boolean add(Lease lease, long nowNanos) {
        waiting = lease;
        boolean begins = !pausing && nowNanos - lastNanos < PAUSE_NANOS;
        pausing |= begins;
        return begins;
    }

    /** Whether what waits is to be stored at once. */
    public boolean isDue() {
        return waiting != null && !pausing;
    }

    /** The pause has passed: what waits is due. */
    public void endPause() {
        pausing = false;
    }

    /** What is to be stored, which waits no longer; null if nothing waits or its message has been settled. */
    public @Nullable Lease take(long nowNanos) {
        Lease lease = waiting;
        waiting = null;
        if (lease == null || !lease.isLive()) {
            return null;
        }
        lastNanos = nowNanos;
        return lease;
    }
}
