package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.queue.StoredIds.Stored;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.UnwrittenIds;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepted ids of one FIFO queue whose messages were sent without a transaction. To store such a message takes no more
 * records than to store it in a plain queue: the message tells its id and when it was accepted. The id is written down before
 * the message leaves the queue, together with the others that were accepted by then; the journal keeps the order of its
 * records, so there is no moment at which a crash leaves neither.
 *
 * <p>Thread-safe.
 */
final class IdsInMessages {

    private record Written(long record, long newestMillis) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(IdsInMessages.class);
    /** When a message that tells its id was accepted, in epoch milliseconds. */
    static final SimpleString ACCEPTED = SimpleString.of("sluice_arrival_timestamp");

    private static final long NEVER = Long.MIN_VALUE;
    private static final int MOST_UNWRITTEN = 1_000;

    private final StoredIds stored;
    private final long windowMillis;
    private final UnwrittenIds unwritten = new UnwrittenIds();
    private final Deque<Written> written = new ArrayDeque<>();
    private long clearedMillis = NEVER;

    IdsInMessages(StoredIds stored, Duration window) {
        this.stored = stored;
        this.windowMillis = window.toMillis();
    }

    /** A durable message is about to be stored with its id, and with when it was {@link #ACCEPTED}. */
    synchronized UnwrittenIds.Entry add(Message message, DeduplicationKey key, long nowMillis) {
        return unwritten.add(message.getMessageID(), key, nowMillis);
    }

    /** A message that was found when the broker started tells its id, which may have a record or not. */
    synchronized void loaded(long messageId, DeduplicationKey key, long acceptedMillis) {
        if (acceptedMillis > clearedMillis) {
            unwritten.addStored(messageId, key, acceptedMillis);
        }
    }

    /** What messages tell from before this moment does not count any more. */
    synchronized void cleared(long atMillis) {
        clearedMillis = Math.max(clearedMillis, atMillis);
        unwritten.forgetThrough(clearedMillis);
    }

    /** A message does not tell its id: somebody else keeps it, or nobody. */
    static void keepOut(Message message) {
        if (message.containsProperty(ACCEPTED)) {
            message.removeProperty(ACCEPTED);
        }
    }

    /** When the id of a stored message was accepted, if the message tells. */
    static long acceptedMillis(Message message) {
        return message.getObjectProperty(ACCEPTED) instanceof Long millis ? millis : NEVER;
    }

    /** The message was handed to the journal, or to a page, which is not read when the broker starts. */
    synchronized void stored(UnwrittenIds.Entry entry, boolean inPage) throws Exception {
        unwritten.stored(entry);
        if (inPage || unwritten.size() >= MOST_UNWRITTEN) {
            write(unwritten.take());
        }
    }

    synchronized void withdraw(UnwrittenIds.Entry entry) {
        unwritten.withdraw(entry);
    }

    /** A message is about to leave the queue: what is written for that comes to the disk after its id. */
    void leaving(long messageId) throws Exception {
        if (unwritten.mayHave(messageId)) {
            synchronized (this) {
                write(unwritten.takeBefore(messageId));
            }
        }
    }

    private void write(List<UnwrittenIds.Entry> entries) throws Exception {
        for (int from = 0; from < entries.size(); from += MOST_UNWRITTEN) {
            writeTogether(entries.subList(from, Math.min(from + MOST_UNWRITTEN, entries.size())));
        }
        unwritten.written();
    }

    private void writeTogether(List<UnwrittenIds.Entry> entries) throws Exception {
        long oldest = System.currentTimeMillis() - windowMillis;
        long newest = oldest;
        List<Stored> fresh = new ArrayList<>(entries.size());
        for (UnwrittenIds.Entry entry : entries) {
            if (entry.acceptedMillis() > oldest) {
                fresh.add(new Stored(entry.key(), entry.acceptedMillis()));
                newest = Math.max(newest, entry.acceptedMillis());
            }
        }
        if (!fresh.isEmpty()) {
            written.addLast(new Written(stored.store(fresh), newest));
        }
    }

    /** A record of several ids from before the broker was started. */
    synchronized void loaded(long record, List<Stored> ids) {
        written.addLast(new Written(
                record, ids.stream().mapToLong(Stored::sentMillis).max().orElse(NEVER)));
    }

    /** Names the records in which all ids are older than the window. */
    synchronized void forgetOld(LongConsumer records) {
        long oldest = System.currentTimeMillis() - windowMillis;
        for (Written first = written.peekFirst();
                first != null && first.newestMillis() < oldest;
                first = written.peekFirst()) {
            records.accept(written.removeFirst().record());
        }
    }

    /** Forgets all ids and names their records; messages that are still in the queue are not asked for theirs any more. */
    synchronized void clear(LongConsumer records) {
        forgetAll(records);
        long now = System.currentTimeMillis();
        try {
            written.addLast(new Written(stored.store(List.of(Stored.cleared(now))), now));
        } catch (Exception e) {
            LOGGER.warn("ids of messages that a purge left in flight may come back with the next start", e);
        }
    }

    /** Forgets all ids and names their records, because the queue is deleted with its messages. */
    synchronized void forgetAll(LongConsumer records) {
        unwritten.clear();
        written.forEach(each -> records.accept(each.record()));
        written.clear();
    }
}
