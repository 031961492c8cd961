package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What was put into the shards of a stream since the broker started. Thread-safe. */
public final class StreamCounts {

    private record OfShard(LongAdder records, LongAdder bytes, LongAdder throttled, LongAdder throttledReads) {
        OfShard() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private static final OfShard NONE = new OfShard();

    private final Map<ShardId, OfShard> shards = new ConcurrentHashMap<>();
    private final OfShard forgotten = new OfShard();

    StreamCounts() {}

    void stored(ShardId shard, long bytes) {
        OfShard counts = of(shard);
        counts.records().increment();
        counts.bytes().add(bytes);
    }

    void refused(ShardId shard) {
        of(shard).throttled().increment();
    }

    /** Somebody who asked for records of a shard was refused. */
    public void readRefused(ShardId shard) {
        of(shard).throttledReads().increment();
    }

    /** How many requests for records were refused because the shard had given its share. */
    public long throttledReads(ShardId shard) {
        return known(shard).throttledReads().sum();
    }

    private OfShard of(ShardId shard) {
        return shards.computeIfAbsent(shard, added -> new OfShard());
    }

    private OfShard known(ShardId shard) {
        return shards.getOrDefault(shard, NONE);
    }

    /** Forgets the shards that are not there any more; what they got stays in the counts of the stream. */
    void retain(Set<ShardId> kept) {
        for (ShardId shard : shards.keySet()) {
            OfShard gone = kept.contains(shard) ? null : shards.remove(shard);
            if (gone != null) {
                forgotten.records().add(gone.records().sum());
                forgotten.bytes().add(gone.bytes().sum());
                forgotten.throttled().add(gone.throttled().sum());
            }
        }
    }

    /** How many records were stored in a shard. */
    public long records(ShardId shard) {
        return known(shard).records().sum();
    }

    /** How many bytes these have, with the properties of their messages. */
    public long bytes(ShardId shard) {
        return known(shard).bytes().sum();
    }

    /** How many records were refused because the shard, or the whole stream, got too many. */
    public long throttled(ShardId shard) {
        return known(shard).throttled().sum();
    }

    long allRecords() {
        return all(OfShard::records);
    }

    long allBytes() {
        return all(OfShard::bytes);
    }

    long allThrottled() {
        return all(OfShard::throttled);
    }

    private long all(Function<OfShard, LongAdder> count) {
        return count.apply(forgotten).sum()
                + shards.values().stream()
                        .mapToLong(shard -> count.apply(shard).sum())
                        .sum();
    }
}
