package io.sluice.broker.fifo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all FIFO queues and topics of one broker remember together of deduplication ids: for how long, and how many. Each
 * {@link DeduplicationWindow} takes a place here for each id that it has.
 *
 * <p>Thread-safe.
 */
public final class IdMemory {

    private static final int BYTES_AN_ID = 80;
    private static final int PART_OF_THE_HEAP = 4;

    private final Duration window;
    private final long places;
    private final AtomicLong taken = new AtomicLong();

    /**
     * @param window how long an id is remembered; longer than 0
     * @param places how many ids may be remembered or reserved at a time; at least 1
     */
    public IdMemory(Duration window, long places) {
        if (window.isZero() || window.isNegative() || places < 1) {
            throw new IllegalArgumentException(
                    "window " + window + " and places " + places + " must both be more than 0");
        }
        this.window = window;
        this.places = places;
    }

    /**
     * For five minutes, as many ids as fit in a quarter of the heap: with 1 GiB 3.3 million, or 11,000 messages a second.
     *
     * @param heapBytes how large the heap may become
     */
    public static IdMemory inHeapOf(long heapBytes) {
        return new IdMemory(DeduplicationSettings.WINDOW, Math.max(1, heapBytes / PART_OF_THE_HEAP / BYTES_AN_ID));
    }

    /** How long an id is remembered. */
    public Duration window() {
        return window;
    }

    /** How many ids may be remembered or reserved at a time. */
    public long places() {
        return places;
    }

    /** Takes a place for a new id. @return false if there is none */
    boolean tryTake() {
        if (taken.incrementAndGet() <= places) {
            return true;
        }
        taken.decrementAndGet();
        return false;
    }

    /** Takes a place, free or not, for an id that is accepted already. */
    void take() {
        taken.incrementAndGet();
    }

    void giveBack(int count) {
        taken.addAndGet(-count);
    }
}
