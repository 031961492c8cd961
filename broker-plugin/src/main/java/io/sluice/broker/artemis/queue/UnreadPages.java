package io.sluice.broker.artemis.queue;

import java.util.concurrent.TimeUnit;

/**
 * Watches a FIFO queue whose messages are not all in memory, because those that are may all belong to groups that stand still.
 * If nothing was on offer and nothing moved for a while, the queue is to read its pages further ({@link LookAhead}).
 *
 * <p>All methods are called under the monitor of the queue.
 */
final class UnreadPages {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final FifoQueue queue;
    private final GroupShelf shelf;
    private long moves;
    private boolean watching;

    UnreadPages(FifoQueue queue, GroupShelf shelf) {
        this.queue = queue;
        this.shelf = shelf;
    }

    /** A consumer was given a message, or one is done. */
    void moved() {
        moves++;
    }

    /** What is on offer may have changed. */
    void watch() {
        if (!watching && shelf.standsStill() && queue.isPaging()) {
            watching = true;
            long before = moves;
            queue.schedule(() -> look(before), PATIENCE_NANOS);
        }
    }

    private void look(long before) {
        synchronized (queue) {
            watching = false;
            if (moves == before && shelf.standsStill()) {
                shelf.lookFurther();
            }
            watch();
        }
        queue.deliverAsync();
    }
}
