package io.sluice.broker.artemis.queue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which consumers of a group do not take the records that wait for them, because their connection is not started or they ask for
 * none, and since when. After the visibility timeout such a consumer is <em>idle</em>. Not thread-safe.
 *
 * @param <C> a consumer
 */
final class IdleConsumers<C> {

    private static final class Since {
        private final long nanos;
        private boolean isIdle;

        private Since(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Map<C, Since> refusing = new HashMap<>();

    /** It did not take what it was offered. @return false if that is known */
    boolean refuses(C consumer, long nowNanos) {
        return refusing.putIfAbsent(consumer, new Since(nowNanos)) == null;
    }

    /** It took something, or is gone. @return whether it was idle */
    boolean ends(C consumer) {
        Since since = refusing.isEmpty() ? null : refusing.remove(consumer);
        return since != null && since.isIdle;
    }

    /** Those that are idle; a copy. */
    List<C> idle() {
        return refusing.entrySet().stream()
                .filter(entry -> entry.getValue().isIdle)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How long it has refused; -1 if it does not, or is idle already. */
    long nanosSince(C consumer, long nowNanos) {
        Since since = refusing.get(consumer);
        return since == null || since.isIdle ? -1 : nowNanos - since.nanos;
    }

    void becomesIdle(C consumer) {
        Since since = refusing.get(consumer);
        if (since != null) {
            since.isIdle = true;
        }
    }
}
