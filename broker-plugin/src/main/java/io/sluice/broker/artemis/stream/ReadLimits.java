package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.ShardThroughput;
import java.util.HashMap;
import java.util.Map;

/** What readers that ask for records, and are in no group, get of the shards of a stream per second. Thread-safe. */
public final class ReadLimits {

    private final Map<ShardId, ShardThroughput> shards = new HashMap<>();

    ReadLimits() {}

    /** 0 if records of this shard may be read; otherwise after how many nanoseconds. */
    public synchronized long nanosUntilRead(StreamSettings settings, ShardId shard) {
        return settings.throughputLimits() ? of(shard).nanosUntilRead(System.nanoTime()) : 0;
    }

    /** Records of so many bytes were read. */
    public synchronized void read(ShardId shard, long bytes) {
        of(shard).read(bytes, System.nanoTime());
    }

    private ShardThroughput of(ShardId shard) {
        return shards.computeIfAbsent(shard, added -> new ShardThroughput());
    }
}
