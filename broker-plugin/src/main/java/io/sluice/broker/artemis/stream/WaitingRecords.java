package io.sluice.broker.artemis.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the writer has got and not appended yet, in the order of the log. Not thread-safe.
 *
 * <p>A record whose sender waits may be moved into the journal while the disk refuses. It keeps its place, and is not
 * appended until it comes back from the ingest queue.
 */
final class WaitingRecords {

    /** What may be moved between two times that the disk takes records: the journal may be on the same disk. */
    static final int MOST_MOVED_BYTES = 1024 * 1024;

    private Deque<Incoming> records = new ArrayDeque<>();
    private final Set<Long> moved = new HashSet<>();
    private long movedBytes;

    void add(Incoming incoming) {
        if (moved.isEmpty() || !moved.remove(incoming.messageId())) {
            records.addLast(incoming);
            return;
        }
        records = records.stream()
                .map(record -> record.messageId() == incoming.messageId() ? incoming : record)
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** Adds records in front of all others, which were taken out before. */
    void addBack(List<Incoming> back) {
        for (int i = back.size() - 1; i >= 0; i--) {
            records.addFirst(back.get(i));
        }
    }

    /** Whether there is a record that can be appended now. */
    boolean hasNext() {
        Incoming next = records.peekFirst();
        return next != null && (moved.isEmpty() || !moved.contains(next.messageId()));
    }

    Incoming next() {
        return records.removeFirst();
    }

    /** All that are left, without those that the journal has got. */
    List<Incoming> all() {
        return records.stream()
                .filter(record -> !moved.contains(record.messageId()))
                .toList();
    }

    /**
     * Moves those into the journal whose senders wait, from the oldest on. One in front of a record of the journal stays, because the journal
     * would have the two in the other order.
     *
     * @param journal says whether a record is moved
     */
    void move(Predicate<DirectRecord> journal) {
        Deque<DirectRecord> last = new ArrayDeque<>();
        for (var newest = records.descendingIterator(); newest.hasNext(); ) {
            Incoming record = newest.next();
            if (!(record instanceof DirectRecord direct)) {
                break;
            }
            last.addFirst(direct);
        }
        for (DirectRecord record : last) {
            int bytes = record.message().isLargeMessage() ? 0 : record.content().remaining();
            if (movedBytes + bytes > MOST_MOVED_BYTES || !journal.test(record)) {
                return;
            }
            movedBytes += bytes;
            moved.add(record.messageId());
        }
    }

    /** The disk takes records again. */
    void diskTakes() {
        movedBytes = 0;
    }
}
