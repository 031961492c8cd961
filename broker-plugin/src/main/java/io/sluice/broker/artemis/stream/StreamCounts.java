package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was put into the shards of a stream since the broker started. Thread-safe. */
public final class StreamCounts {

    private record OfShard(LongAdder records, LongAdder bytes, LongAdder throttled, LongAdder throttledReads) {
        OfShard() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }
    }

    private final Map<ShardId, OfShard> shards = new ConcurrentHashMap<>();

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
        return of(shard).throttledReads().sum();
    }

    private OfShard of(ShardId shard) {
        return shards.computeIfAbsent(shard, added -> new OfShard());
    }

    /** How many records were stored in a shard. */
    public long records(ShardId shard) {
        return of(shard).records().sum();
    }

    /** How many bytes these have, with the properties of their messages. */
    public long bytes(ShardId shard) {
        return of(shard).bytes().sum();
    }

    /** How many records were refused because the shard, or the whole stream, got too many. */
    public long throttled(ShardId shard) {
        return of(shard).throttled().sum();
    }

    long allRecords() {
        return shards.values().stream()
                .mapToLong(shard -> shard.records().sum())
                .sum();
    }

    long allBytes() {
        return shards.values().stream().mapToLong(shard -> shard.bytes().sum()).sum();
    }

    long allThrottled() {
        return shards.values().stream()
                .mapToLong(shard -> shard.throttled().sum())
                .sum();
    }
}
