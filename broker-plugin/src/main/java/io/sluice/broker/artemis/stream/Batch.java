package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.core.server.MessageReference;

/** What was appended since the last time that everything was made durable, in the order of the ingest queue. */
final class Batch {

    /** A record that the log had before the broker was started; only the journal has to forget it. */
    private static final long STORED_BEFORE = -1;

    private record Entry(MessageReference reference, ShardId shard, long place, int bytes) {}

    private static final ShardId NO_SHARD = new ShardId(0);

    private List<Entry> entries = new ArrayList<>();

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(MessageReference reference, ShardId shard, long place, int bytes) {
        entries.add(new Entry(reference, shard, place, bytes));
    }

    void addStoredBefore(MessageReference reference) {
        entries.add(new Entry(reference, NO_SHARD, STORED_BEFORE, 0));
    }

    /** Takes out what a shard could not store, in order. */
    List<MessageReference> takeBack(AppendRefusedException refusal) {
        List<MessageReference> back = new ArrayList<>();
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.shard().equals(refusal.shard()) && entry.place() >= refusal.firstDiscarded()) {
                back.add(entry.reference());
                all.remove();
            }
        }
        return back;
    }

    /** What is durable now. @param counts get what is new in the log */
    Stored taken(StreamCounts counts) {
        List<MessageReference> references = new ArrayList<>(entries.size());
        Map<ShardId, Long> lastPlaces = new HashMap<>();
        for (Entry entry : entries) {
            references.add(entry.reference());
            if (entry.place() != STORED_BEFORE) {
                lastPlaces.merge(entry.shard(), entry.place(), Math::max);
                counts.stored(entry.shard(), entry.bytes());
            }
        }
        entries = new ArrayList<>();
        return new Stored(references, lastPlaces);
    }

    /**
     * Records that are durable in the log and that the journal can forget.
     *
     * @param lastPlaces place of the last one of each shard
     */
    record Stored(List<MessageReference> references, Map<ShardId, Long> lastPlaces) {}
}
