package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.ShardThroughput;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What readers get of the shards of a stream per second: those that share it because they are in no group, or one group.
 * Thread-safe.
 */
public final class ReadLimits {

    private final Map<ShardId, ShardThroughput> shards = new HashMap<>();

    /** Takes a request for records; 0 if it is taken, otherwise after how many nanoseconds it would be. */
    public synchronized long tryCall(StreamSettings settings, ShardId shard) {
        return settings.throughputLimits() ? of(shard).tryCall(System.nanoTime()) : 0;
    }

    /** 0 if records of this shard may be read; otherwise after how many nanoseconds. */
    public synchronized long nanosUntilRead(StreamSettings settings, ShardId shard) {
        return settings.throughputLimits() ? of(shard).nanosUntilRead(System.nanoTime()) : 0;
    }

    /** Records of so many bytes were read. */
    public synchronized void read(StreamSettings settings, ShardId shard, long bytes) {
        if (settings.throughputLimits() && bytes > 0) {
            of(shard).read(bytes, System.nanoTime());
        }
    }

    /** Forgets all shards but these. */
    public synchronized void retain(Collection<ShardId> there) {
        shards.keySet().retainAll(there);
    }

    private ShardThroughput of(ShardId shard) {
        return shards.computeIfAbsent(shard, added -> new ShardThroughput());
    }
}
