package io.sluice.broker.stream.log;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of a stream.
 *
 * <p>One thread appends, {@linkplain #sync makes durable} and settles, in this order, batch by batch. A batch that goes to
 * several shards is durable when {@link #sync} has returned. If a shard refuses, the others go on: what of the batch is
 * theirs stays theirs. Shards are added, closed, trimmed and dropped by this thread too; readers may be anywhere.
 */
public final class StreamLog implements Closeable {

    private final StreamFolder folder;
    private final String stream;
    private final SegmentListener listener;
    private final Map<ShardId, ShardLog> shards = new ConcurrentHashMap<>();
    private final Set<ShardLog> dirty = new HashSet<>();

    /** A log without shards; each is opened by {@link #open}. */
    public StreamLog(StreamFolder folder, String stream, SegmentListener listener) {
        this.folder = folder;
        this.stream = stream;
        this.listener = listener;
    }

    /**
     * Opens a shard, or begins it.
     *
     * @param firstPlace place of its first record, if it is new
     */
    public ShardLog open(ShardId shard, long firstPlace, SegmentLimits limits) throws IOException {
        ShardLog log = ShardLog.open(folder.shard(shard), stream, shard, firstPlace, limits, listener);
        shards.put(shard, log);
        return log;
    }

    /** The log of a shard that was opened. For any thread. */
    public Optional<ShardLog> shard(ShardId shard) {
        return Optional.ofNullable(shards.get(shard));
    }

    /** The logs of all shards that were opened. For any thread. */
    public Collection<ShardLog> shards() {
        return List.copyOf(shards.values());
    }

    /**
     * Adds a record to a shard; it is durable after the next {@link #sync}.
     *
     * @throws AppendRefusedException as {@link ShardLog#append}
     */
    public SequenceNumber append(ShardId shard, NewRecord record, long nowMillis) throws AppendRefusedException {
        ShardLog log = opened(shard);
        long place = log.append(record, nowMillis);
        dirty.add(log);
        return new SequenceNumber(shard, place);
    }

    /**
     * Makes all records durable that were appended before.
     *
     * @return the shards that failed, with what they lost; those of all others are durable and readable
     */
    public List<AppendRefusedException> sync() {
        List<AppendRefusedException> refusals = new ArrayList<>();
        // all files first: the file system then makes the growth of all of them durable when it does so for one
        each(ShardLog::flush, refusals);
        each(ShardLog::sync, refusals);
        dirty.clear();
        return refusals;
    }

    private interface Step {
        void of(ShardLog log) throws AppendRefusedException;
    }

    /** A shard that refuses one step has nothing to do in the next. */
    private void each(Step step, List<AppendRefusedException> refusals) {
        for (ShardLog log : dirty) {
            try {
                step.of(log);
            } catch (AppendRefusedException e) {
                refusals.add(e);
            }
        }
    }

    /** The ingest ids of the records that may be in the broker's journal as well, after a restart. */
    public Set<Long> unsettledIngestIds() throws IOException {
        Set<Long> ids = new HashSet<>();
        for (ShardLog log : shards.values()) {
            log.forEachUnsettled((place, ingestId) -> ids.add(ingestId));
        }
        return ids;
    }

    /** The broker's journal has forgotten all records with {@link #unsettledIngestIds}. */
    public void settleRecovered() {
        shards.values().forEach(ShardLog::settleRecovered);
    }

    /** Changes when the segments of all shards are full. */
    public void limitTo(SegmentLimits limits) {
        shards.values().forEach(log -> log.limitTo(limits));
    }

    /**
     * Deletes segments whose records have been kept long enough, and then the oldest ones of all shards until they fit.
     *
     * @param size what all full segments and the newest ones may take; empty: no limit
     * @return how many segments were deleted
     */
    public int trim(Duration retention, Optional<ByteSize> size, long nowMillis) throws IOException {
        int trimmed = 0;
        for (ShardLog log : shards.values()) {
            trimmed += log.trim(retention, nowMillis);
        }
        long limit = size.map(ByteSize::bytes).orElse(Long.MAX_VALUE);
        if (bytes() > limit) {
            for (ShardLog log : shards.values()) {
                log.rollIfFull(nowMillis);
            }
        }
        int deleted = 1;
        while (deleted > 0 && bytes() > limit) {
            deleted = trimOldest(nowMillis);
            trimmed += deleted;
        }
        return trimmed;
    }

    private int trimOldest(long nowMillis) throws IOException {
        ShardLog oldest = null;
        long oldestMillis = Long.MAX_VALUE;
        for (ShardLog log : shards.values()) {
            OptionalLong millis = log.oldestSegmentMillis();
            if (millis.isPresent() && millis.getAsLong() < oldestMillis) {
                oldest = log;
                oldestMillis = millis.getAsLong();
            }
        }
        return oldest == null ? 0 : oldest.trimOldest(nowMillis);
    }

    /** What all files take on disk, without what is not durable yet. For any thread. */
    public long bytes() {
        return shards.values().stream().mapToLong(ShardLog::bytes).sum();
    }

    /** Deletes a shard with all its records. */
    public void drop(ShardId shard) throws IOException {
        ShardLog log = shards.remove(shard);
        if (log != null) {
            dirty.remove(log);
            log.close();
        }
        folder.delete(shard);
    }

    private ShardLog opened(ShardId shard) {
        ShardLog log = shards.get(shard);
        if (log == null) {
            throw new IllegalStateException(shard + " of " + stream + " is not open");
        }
        return log;
    }

    /** Makes everything durable and closes all files. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (ShardLog log : shards.values()) {
            failure = closed(log, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException closed(ShardLog log, @Nullable IOException before) {
        try {
            log.close();
            return before;
        } catch (IOException e) {
            if (before != null) {
                e.addSuppressed(before);
            }
            return e;
        }
    }
}
