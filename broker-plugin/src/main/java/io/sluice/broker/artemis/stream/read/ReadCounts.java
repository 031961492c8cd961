package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the consumers of a group were given since the broker started, also what they were given again. Thread-safe. */
final class ReadCounts {

    private record OfShard(LongAdder records, LongAdder bytes) {
        OfShard() {
            this(new LongAdder(), new LongAdder());
        }
    }

    private final Map<ShardId, OfShard> shards = new ConcurrentHashMap<>();

    void given(ShardId shard, long bytes) {
        OfShard counts = of(shard);
        counts.records().increment();
        counts.bytes().add(bytes);
    }

    private OfShard of(ShardId shard) {
        return shards.computeIfAbsent(shard, added -> new OfShard());
    }

    long records(ShardId shard) {
        return of(shard).records().sum();
    }

    long bytes(ShardId shard) {
        return of(shard).bytes().sum();
    }
}
