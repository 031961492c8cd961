package io.sluice.broker.artemis.queue;

import java.util.HashMap;
import java.util.Map;

/**
 * Which consumers of a group do not take the records that wait for them, because their connection is not started or they ask for
 * none, and since when. After the visibility timeout such a consumer is <em>idle</em>. Not thread-safe.
 */
final class IdleConsumers {

    private static final class Since {
        private final long nanos;
        private boolean isIdle;

        private Since(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Map<Object, Since> refusing = new HashMap<>();

    /** It did not take what it was offered. @return false if that is known */
    boolean refuses(Object consumer, long nowNanos) {
        return refusing.putIfAbsent(consumer, new Since(nowNanos)) == null;
    }

    /** It took something, or is gone. @return whether it was idle */
    boolean ends(Object consumer) {
        Since since = refusing.remove(consumer);
        return since != null && since.isIdle;
    }

    boolean isIdle(Object consumer) {
        Since since = refusing.get(consumer);
        return since != null && since.isIdle;
    }

    /** How long it has refused; -1 if it does not, or is idle already. */
    long nanosSince(Object consumer, long nowNanos) {
        Since since = refusing.get(consumer);
        return since == null || since.isIdle ? -1 : nowNanos - since.nanos;
    }

    void becomesIdle(Object consumer) {
        Since since = refusing.get(consumer);
        if (since != null) {
            since.isIdle = true;
        }
    }
}
