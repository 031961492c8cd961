package io.sluice.broker.fifo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The accepted ids that a broker finds when it starts: records, and messages that tell their ids. They come in any order, and
 * some of them twice. Not thread-safe.
 */
public final class LoadedIds {

    private static final long NO_RECORD = 0;

    private record Loaded(DeduplicationKey key, long record, long acceptedMillis, boolean ofMessage) {}

    private final List<Loaded> ids = new ArrayList<>();
    private long clearedMillis = Long.MIN_VALUE;

    /** An id that a record tells. @param record is to be named when the id is forgotten; 0 if not */
    public void add(DeduplicationKey key, long record, long acceptedMillis) {
        ids.add(new Loaded(key, record, acceptedMillis, false));
    }

    /** An id that a message tells, which is still in the queue. */
    public void addOfMessage(DeduplicationKey key, long acceptedMillis) {
        ids.add(new Loaded(key, NO_RECORD, acceptedMillis, true));
    }

    /** Whether nothing was loaded since it was last handed over. */
    public boolean isEmpty() {
        return ids.isEmpty();
    }

    /** What messages tell from before this moment does not count any more. */
    public void cleared(long atMillis) {
        clearedMillis = Math.max(clearedMillis, atMillis);
    }

    /**
     * Hands over everything that was loaded so far.
     *
     * @param wallMillis now by the clock by which ids were accepted
     * @param nowMillis now by the clock of the window
     */
    public void restoreTo(DeduplicationWindow window, long wallMillis, long nowMillis) {
        if (ids.isEmpty()) {
            return;
        }
        ids.stream()
                .filter(id -> !id.ofMessage() || id.acceptedMillis() > clearedMillis)
                .sorted(Comparator.comparingLong(Loaded::acceptedMillis).thenComparing(Loaded::ofMessage))
                .forEach(id -> window.restore(
                        id.key(), id.record(), nowMillis - Math.max(0, wallMillis - id.acceptedMillis())));
        ids.clear();
    }
}
