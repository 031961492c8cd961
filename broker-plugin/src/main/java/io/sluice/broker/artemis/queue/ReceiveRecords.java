package io.sluice.broker.artemis.queue;

import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.StartedReceive;

/**
 * The stored receive counts of the messages of one consumer; {@link StartedReceive} tells which. Before a message goes anywhere but away
 * for good, {@link #storeNow()} stores what waits. Thread-safe.
 */
final class ReceiveRecords {

    private final LeasedQueue queue;
    private final StartedReceive started;

    ReceiveRecords(LeasedQueue queue, long nowNanos) {
        this.queue = queue;
        this.started = new StartedReceive(nowNanos);
    }

    /** The application of the consumer can be working on this message from now. */
    void started(LeasedReference lease, long nowNanos) {
        boolean pauses;
        synchronized (this) {
            store(nowNanos);
            pauses = started.add(lease, nowNanos);
            if (started.isDue()) {
                store(nowNanos);
            }
        }
        if (pauses) {
            queue.schedule(this::endPause, StartedReceive.PAUSE_NANOS);
        }
    }

    private synchronized void endPause() {
        started.endPause();
        storeNow();
    }

    /** Stores the receive that waits, unless its message has been settled. */
    synchronized void storeNow() {
        store(queue.nanoTime());
    }

    private void store(long nowNanos) {
        Lease lease = started.take(nowNanos);
        if (lease != null) {
            queue.recordReceive(((LeasedReference) lease).inner());
        }
    }
}
