package io.sluice.broker.visibility;

import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The leases of one consumer whose deadline the application changed; costs nothing while there are none. */
final class ChangedDeadlines {

    private @Nullable Map<Lease, Long> deadlines;

    boolean isEmpty() {
        return deadlines == null;
    }

    boolean contains(Lease lease) {
        return deadlines != null && deadlines.containsKey(lease);
    }

    void set(Lease lease, long deadlineNanos) {
        if (deadlines == null) {
            deadlines = new IdentityHashMap<>();
        }
        deadlines.put(lease, deadlineNanos);
    }

    void forget(Lease lease) {
        if (deadlines != null) {
            deadlines.remove(lease);
            if (deadlines.isEmpty()) {
                deadlines = null;
            }
        }
    }

    long of(Lease lease, long otherwise) {
        Long changed = deadlines == null ? null : deadlines.get(lease);
        return changed == null ? otherwise : changed;
    }

    /** The first lease from this one on that is not among them, or else the last one. */
    Lease firstOther(Lease head) {
        Lease first = head;
        while (first.next != null && contains(first)) {
            first = first.next;
        }
        return first;
    }

    /** The earliest of all of them and another one. */
    long earliest(long other) {
        long earliest = other;
        if (deadlines != null) {
            for (long deadline : deadlines.values()) {
                if (deadline - earliest < 0) {
                    earliest = deadline;
                }
            }
        }
        return earliest;
    }
}
