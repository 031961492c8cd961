package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.core.server.MessageReference;

/** What was appended since the last time that everything was made durable, in the order in which it came. */
final class Batch {

    /** A record that the log had before the broker was started; only the journal has to forget it. */
    private static final long STORED_BEFORE = -1;

    private record Entry(Incoming incoming, ShardId shard, long place, int bytes) {}

    private static final ShardId NO_SHARD = new ShardId(0);

    private List<Entry> entries = new ArrayList<>();
    private int awaited;

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** How many senders wait until it is durable. */
    int awaited() {
        return awaited;
    }

    void add(Incoming incoming, ShardId shard, long place, int bytes) {
        entries.add(new Entry(incoming, shard, place, bytes));
        awaited += incoming instanceof DirectRecord ? 1 : 0;
    }

    void addStoredBefore(QueuedRecord record) {
        entries.add(new Entry(record, NO_SHARD, STORED_BEFORE, 0));
    }

    /** Takes out what a shard could not store, in order. */
    List<Incoming> takeBack(AppendRefusedException refusal) {
        List<Incoming> back = new ArrayList<>();
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.shard().equals(refusal.shard()) && entry.place() >= refusal.firstDiscarded()) {
                back.add(entry.incoming());
                all.remove();
            }
        }
        return back;
    }

    /** What is durable now. @param counts get what is new in the log */
    Stored taken(StreamCounts counts) {
        Stored stored = new Stored(new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new HashSet<>());
        for (Entry entry : entries) {
            stored.add(entry.incoming(), entry.shard(), entry.place());
            if (entry.place() != STORED_BEFORE) {
                counts.stored(entry.shard(), entry.bytes());
            }
        }
        entries = new ArrayList<>();
        awaited = 0;
        return stored;
    }

    /**
     * Records that are durable in the log.
     *
     * @param references those that the journal can forget
     * @param direct those whose senders wait
     * @param lastPlaces of the references, place of the last one of each shard
     * @param shards those that have new records
     */
    record Stored(
            List<MessageReference> references,
            List<DirectRecord> direct,
            Map<ShardId, Long> lastPlaces,
            Set<ShardId> shards) {

        private void add(Incoming incoming, ShardId shard, long place) {
            if (place != STORED_BEFORE) {
                shards.add(shard);
            }
            if (incoming instanceof DirectRecord record) {
                direct.add(record);
            } else if (incoming instanceof QueuedRecord record) {
                references.add(record.reference());
                if (place != STORED_BEFORE) {
                    lastPlaces.merge(shard, place, Math::max);
                }
            }
        }
    }
}
