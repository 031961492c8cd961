package io.sluice.broker.fifo;

import java.util.ArrayList;
import java.util.List;

/**
 * The accepted ids of one queue that have no record of their own yet. Such an id stands in its message, and is safe as long
 * as that is stored; before the message leaves its queue, the id is written down. That is done for all of them at a time, so
 * a record is shared by what was accepted in between.
 *
 * <p>Guarded by its owner, except {@link #mayHave}.
 */
public final class UnwrittenIds {

    /** One accepted id. */
    public static final class Entry {
        private final long messageId;
        private final DeduplicationKey key;
        private final long acceptedMillis;
        private boolean stored;

        private Entry(long messageId, DeduplicationKey key, long acceptedMillis) {
            this.messageId = messageId;
            this.key = key;
            this.acceptedMillis = acceptedMillis;
        }

        public DeduplicationKey key() {
            return key;
        }

        public long acceptedMillis() {
            return acceptedMillis;
        }
    }

    private static final long NONE = Long.MAX_VALUE;

    private List<Entry> entries = new ArrayList<>();
    private volatile long lowest = NONE;

    public int size() {
        return entries.size();
    }

    /** An id that a message tells which was stored before the broker was started. */
    public void addStored(long messageId, DeduplicationKey key, long acceptedMillis) {
        stored(add(messageId, key, acceptedMillis));
    }

    /** An id whose message is about to be stored. */
    public Entry add(long messageId, DeduplicationKey key, long acceptedMillis) {
        Entry entry = new Entry(messageId, key, acceptedMillis);
        entries.add(entry);
        lowest = Math.min(lowest, messageId);
        return entry;
    }

    /** The message of this id is on its way to the disk: what is written from now on comes there later. */
    public void stored(Entry entry) {
        entry.stored = true;
    }

    /** The message of this id was not stored. */
    public void withdraw(Entry entry) {
        entries.remove(entry);
    }

    /** Whether this message may not leave before {@link #takeBefore} was asked and all is {@link #written}; may be asked by any thread. */
    public boolean mayHave(long messageId) {
        return messageId >= lowest;
    }

    /** Takes out all ids that may be written down now, because this message is about to leave the queue. {@link #written} is to follow. */
    public List<Entry> takeBefore(long messageId) {
        return mayHave(messageId) ? take(messageId) : List.of();
    }

    /** Takes out all ids that may be written down now. {@link #written} is to follow. */
    public List<Entry> take() {
        return take(NONE);
    }

    /** A message that leaves is stored, also if the thread that stored it has not told so yet. */
    private List<Entry> take(long leaving) {
        List<Entry> taken = new ArrayList<>(entries.size());
        List<Entry> left = new ArrayList<>();
        for (Entry entry : entries) {
            (entry.stored || entry.messageId == leaving ? taken : left).add(entry);
        }
        entries = left;
        return taken;
    }

    /** What was taken out is written down. Until then another message of it does not leave either. */
    public void written() {
        lowest = entries.stream().mapToLong(entry -> entry.messageId).min().orElse(NONE);
    }

    /** Forgets the ids that were accepted up to a moment. */
    public void forgetThrough(long millis) {
        entries.removeIf(entry -> entry.acceptedMillis <= millis);
    }

    /** Forgets all. */
    public void clear() {
        entries = new ArrayList<>();
        lowest = NONE;
    }
}
