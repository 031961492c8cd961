package io.sluice.broker.artemis.queue;

import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.LinkedListImpl;
import org.apache.activemq.artemis.utils.collections.NodeStore;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the messages of one queue that were received before and came back: the newest lease, so that a
 * late settlement knows whether somebody else has received the message since; when it was first received; and, while it
 * waits, its place in the queue, so that a late settlement finds it without a scan.
 *
 * <p>Empty in a queue whose consumers settle what they receive, and then costs one read per message. An entry leaves with
 * its message. May be called by any thread; the places change under the monitor of the queue only.
 */
final class ReturnedMessages {

    private static final class Entry {
        private final long firstReceivedMillis;
        private volatile @Nullable LeasedReference newest;
        private volatile long sameHolderSinceNanos;
        private @Nullable LeasedReference beforeNewest;
        private long beforeNewestSinceNanos;
        private LinkedListImpl.@Nullable Node<MessageReference> place;
        private @Nullable PriorityIndex placeIn;

        private Entry(long firstReceivedMillis) {
            this.firstReceivedMillis = firstReceivedMillis;
        }
    }

    private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();

    /** Remembers that a lease ended and its message goes back to the queue; keeps an earlier time of first receive. */
    void returned(LeasedReference lease, long firstReceivedMillis) {
        Entry entry = entries.computeIfAbsent(lease.messageId(), id -> new Entry(firstReceivedMillis));
        noteReceive(entry, lease);
    }

    /** Remembers the newest lease of a message that came back before; no effect on others. */
    void received(LeasedReference lease) {
        Entry entry = entryOf(lease.messageId());
        if (entry != null) {
            noteReceive(entry, lease);
        }
    }

    private static void noteReceive(Entry entry, LeasedReference lease) {
        LeasedReference before = entry.newest;
        if (before != lease) {
            entry.beforeNewest = before;
            entry.beforeNewestSinceNanos = entry.sameHolderSinceNanos;
        }
        if (before == null || before.holder() != lease.holder()) {
            entry.sameHolderSinceNanos = lease.grantedAtNanos();
        }
        entry.newest = lease;
    }

    /** Forgets the newest lease, because its client has refused the delivery: nobody has received the message by it. */
    void withdraw(LeasedReference refused) {
        Entry entry = entryOf(refused.getMessageID());
        if (entry != null && entry.newest == refused && entry.beforeNewest != null) {
            entry.newest = entry.beforeNewest;
            entry.sameHolderSinceNanos = entry.beforeNewestSinceNanos;
        }
    }

    /**
     * The newest lease of the message of an older one, if the same consumer has it and nobody else had it in between:
     * that consumer may settle either delivery. Null otherwise.
     */
    @Nullable
    LeasedReference successorOf(LeasedReference older) {
        Entry entry = entryOf(older.messageId());
        if (entry == null) {
            return null;
        }
        LeasedReference newest = entry.newest;
        boolean unbroken = newest != null
                && newest != older
                && newest.holder() == older.holder()
                && older.grantedAtNanos() - entry.sameHolderSinceNanos >= 0;
        return unbroken ? newest : null;
    }

    void gone(long messageId) {
        if (!entries.isEmpty()) {
            entries.remove(messageId);
        }
    }

    @Nullable
    LeasedReference newestLeaseOf(long messageId) {
        Entry entry = entryOf(messageId);
        return entry == null ? null : entry.newest;
    }

    /** Whether a message came back before, and this consumer had it last. */
    boolean wasLastHeldBy(LeasedConsumer consumer, MessageReference reference) {
        Entry entry = entryOf(reference.getMessageID());
        LeasedReference newest = entry == null ? null : entry.newest;
        return newest != null && newest.holder() == consumer;
    }

    /** Epoch milliseconds of the first receive; {@code otherwise} if the message never came back. */
    long firstReceivedMillis(long messageId, long otherwise) {
        Entry entry = entryOf(messageId);
        return entry == null ? otherwise : entry.firstReceivedMillis;
    }

    int size() {
        return entries.size();
    }

    /** A new index for one of the lists, one per message priority, that Artemis keeps for a queue. */
    NodeStore<MessageReference> newPriorityIndex() {
        return new PriorityIndex();
    }

    private @Nullable Entry entryOf(long messageId) {
        return entries.isEmpty() ? null : entries.get(messageId);
    }

    private final class PriorityIndex implements NodeStore<MessageReference> {

        @Override
        public void storeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            Entry entry = entryOf(element.getMessageID());
            if (entry != null) {
                entry.place = node;
                entry.placeIn = this;
            }
        }

        @Override
        public LinkedListImpl.@Nullable Node<MessageReference> getNode(@Nullable String listId, long id) {
            Entry entry = entryOf(id);
            return entry == null || entry.placeIn != this ? null : entry.place;
        }

        @Override
        public void removeNode(MessageReference element, LinkedListImpl.Node<MessageReference> node) {
            Entry entry = entryOf(element.getMessageID());
            if (entry != null && entry.placeIn == this) {
                entry.place = null;
                entry.placeIn = null;
            }
        }

        @Override
        public void clear() {
            entries.values().stream().filter(entry -> entry.placeIn == this).forEach(entry -> {
                entry.place = null;
                entry.placeIn = null;
            });
        }

        @Override
        public int size() {
            return (int) entries.values().stream()
                    .filter(entry -> entry.placeIn == this)
                    .count();
        }
    }
}
