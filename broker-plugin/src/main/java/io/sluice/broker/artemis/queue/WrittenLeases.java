package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.MessageGroups;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.SimpleString;

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

    /** Lets them leave their groups; holds the monitor of the queue. @return false if nothing has changed by that */
    boolean leave(MessageGroups<SimpleString, Seat, LeasedConsumer> groups, long nowNanos) {
        boolean any = false;
        for (LeasedReference lease = leases.poll(); lease != null; lease = leases.poll()) {
            size.decrementAndGet();
            var group = lease.group();
            if (group != null && groups.end(group, lease.getSequence(), nowNanos)) {
                lease.inner().setSequence(GroupUpkeep.ENDED);
                any = true;
            }
        }
        return any;
    }
}
