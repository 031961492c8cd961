package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.MessageGroups;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a FIFO queue whose acknowledgements are written, and which have not left their groups yet.
 *
 * <p>They leave together, by whoever holds the monitor of the queue next. Nobody is called for that before something can be
 * given to somebody because of it, nor while all consumers have plenty ({@link #mayWait}). A call that is missed, because the groups change
 * at the same time, is made up for by a look a few milliseconds later ({@link GroupUpkeep#acknowledged}).
 *
 * <p>Thread-safe.
 */
final class WrittenLeases {

    /** From the latest to the first. */
    private final AtomicReference<@Nullable WrittenAcknowledgements> latest = new AtomicReference<>();

    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean called = new AtomicBoolean();
    private volatile boolean due;
    private volatile int most = 1;

    /** @return whether somebody is to be called to let them leave, who has not been called yet */
    boolean add(WrittenAcknowledgements acknowledged) {
        int waiting = size.addAndGet(acknowledged.size());
        WrittenAcknowledgements before;
        do {
            before = latest.get();
            acknowledged.before = before;
        } while (!latest.compareAndSet(before, acknowledged));
        // not earlier: whoever has them leave now would take back what is noted, and not see them
        acknowledged.forEach(this::noteIfDue);
        return due && waiting >= most && called.compareAndSet(false, true);
    }

    private void noteIfDue(LeasedReference lease) {
        var group = lease.group();
        if (group != null && group.settleAhead() && !due) {
            due = true;
        }
    }

    /** Nobody is called before so many wait, because every consumer has more to do than that. */
    void mayWait(int settled) {
        most = Math.max(1, settled);
    }

    /** Whoever was called has come. */
    void begin() {
        called.set(false);
    }

    boolean isEmpty() {
        return latest.get() == null;
    }

    /** Lets them leave their groups; holds the monitor of the queue. @return false if nothing has changed by that */
    boolean leave(MessageGroups<SimpleString, Seat, LeasedConsumer> groups, long nowNanos) {
        due = false;
        boolean[] any = {false};
        WrittenAcknowledgements next = fromTheFirst(latest.getAndSet(null));
        while (next != null) {
            WrittenAcknowledgements current = next;
            next = current.before;
            current.before = null;
            size.addAndGet(-current.size());
            current.forEach(lease -> any[0] |= leave(lease, groups, nowNanos));
        }
        return any[0];
    }

    private static boolean leave(
            LeasedReference lease, MessageGroups<SimpleString, Seat, LeasedConsumer> groups, long nowNanos) {
        var group = lease.group();
        if (group == null) {
            return false;
        }
        group.leaveSettled();
        boolean ended = groups.end(group, lease.getSequence(), nowNanos);
        if (ended) {
            lease.inner().setSequence(GroupUpkeep.ENDED);
        }
        return ended;
    }

    /** Turns the chain round. */
    private static @Nullable WrittenAcknowledgements fromTheFirst(@Nullable WrittenAcknowledgements last) {
        WrittenAcknowledgements first = null;
        WrittenAcknowledgements at = last;
        while (at != null) {
            WrittenAcknowledgements before = at.before;
            at.before = first;
            first = at;
            at = before;
        }
        return first;
    }
}
