package io.sluice.broker.artemis.queue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a FIFO queue whose acknowledgements are written, and which have not left their groups yet.
 *
 * <p>They leave together, by whoever holds the monitor of the queue next. Nobody is called for that before something can be
 * given to somebody because of it. A call that is missed, because the groups change at the same time, is made up for when the disk
 * confirms the acknowledgements.
 *
 * <p>Thread-safe.
 */
final class WrittenLeases {

    private final Queue<LeasedReference> leases = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();

    /** @return whether somebody is to be called to let them leave, who has not been called yet */
    boolean add(List<LeasedReference> acknowledged) {
        leases.addAll(acknowledged);
        int waiting = size.addAndGet(acknowledged.size());
        for (LeasedReference lease : acknowledged) {
            var group = lease.group();
            if (group != null && waiting >= group.settlementsToNext()) {
                return called.compareAndSet(false, true);
            }
        }
        return false;
    }

    /** Whoever was called has come. */
    void begin() {
        called.set(false);
    }

    boolean isEmpty() {
        return leases.isEmpty();
    }

    @Nullable
    LeasedReference poll() {
        LeasedReference lease = leases.poll();
        if (lease != null) {
            size.decrementAndGet();
        }
        return lease;
    }
}
