package io.sluice.broker.delivery;

import java.time.Duration;

/**
 * Keeps an endpoint that fails again and again from being called for every message. Not thread-safe.
 *
 * <p>Closed at first. After {@value #FAILURES_TO_OPEN} failures in a row it is open: nothing is sent for a second, then one
 * message as a probe. If that fails too, it is open for twice as long, a minute at most; if the endpoint answers, the circuit is
 * closed. A message that waits because of an open circuit uses up none of its retries.
 *
 * <p>An answer that refuses a message for good shows that the endpoint lives, and counts as a success here. Times are
 * monotonic nanoseconds.
 */
public final class EndpointCircuit {

    static final int FAILURES_TO_OPEN = 5;
    static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private int failuresInRow;
    private long pauseNanos = SHORTEST_PAUSE.toNanos();
    private boolean isOpen;
    private long openUntil;
    private boolean isProbing;

    /** Whether a message may be sent now. */
    public boolean permits(long nowNanos) {
        return !isOpen || !isProbing && nowNanos - openUntil >= 0;
    }

    /** A message is sent, after {@link #permits} said that it may be. */
    public void attempted() {
        isProbing = isOpen;
    }

    /** The endpoint has answered. @return true if that has closed the circuit */
    public boolean succeeded() {
        boolean wasOpen = isOpen;
        failuresInRow = 0;
        isOpen = false;
        isProbing = false;
        pauseNanos = SHORTEST_PAUSE.toNanos();
        return wasOpen;
    }

    /** The endpoint has failed. @return true if that has opened the circuit */
    public boolean failed(long nowNanos) {
        failuresInRow++;
        if (isOpen && isProbing) {
            isProbing = false;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE.toNanos());
            openUntil = nowNanos + pauseNanos;
            return false;
        }
        if (isOpen || failuresInRow < FAILURES_TO_OPEN) {
            return false;
        }
        isOpen = true;
        openUntil = nowNanos + pauseNanos;
        return true;
    }

    /** The message that was to be sent was not: nothing is known about the endpoint. */
    public void abandoned() {
        isProbing = false;
    }

    /** Whether it is open, a probe under way included. */
    public boolean isOpen() {
        return isOpen;
    }

    /** Nanoseconds until a probe may be sent; 0 if something may be sent now, or a probe is under way. */
    public long nanosUntilProbe(long nowNanos) {
        return isOpen && !isProbing ? Math.max(0, openUntil - nowNanos) : 0;
    }
}
