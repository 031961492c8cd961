package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.OnDemandScaling;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardThroughput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a stream takes per second, as its settings say now. Thread-safe. */
final class PutLimits {

    private final Map<ShardId, ShardThroughput> shards = new HashMap<>();
    private final OnDemandScaling onDemand = new OnDemandScaling();

    /**
     * Takes a record, or refuses it.
     *
     * @return 0 if it is taken; otherwise after how many nanoseconds it is worth while to try again
     */
    synchronized long tryPut(Stream stream, HashKey key, long bytes) {
        StreamSettings settings = stream.settings();
        ShardMap map = stream.shardMap();
        ShardId shard = map.route(key).id();
        long nanos = System.nanoTime();
        ShardThroughput ofShard = shards.computeIfAbsent(shard, id -> new ShardThroughput());
        long wait = settings.throughputLimits() ? ofShard.nanosUntilPut(bytes, 1, nanos) : 0;
        if (wait == 0 && settings.capacityMode() == CapacityMode.ON_DEMAND) {
            long now = stream.now().toEpochMilli();
            if (settings.throughputLimits()) {
                onDemand.openShards(map.open().size());
                wait = onDemand.tryPut(shard, key, bytes, nanos, now);
            } else {
                onDemand.note(shard, key, bytes, now);
            }
        }
        if (wait == 0 && settings.throughputLimits()) {
            ofShard.put(bytes, 1, nanos);
        }
        return wait;
    }

    /** Forgets the shards that are not there any more. */
    synchronized void retain(ShardMap map) {
        shards.keySet().removeIf(shard -> map.find(shard).isEmpty());
    }

    /** Which shards of an on-demand stream have to be split now. */
    synchronized List<OnDemandScaling.Split> splits(ShardMap map, long nowMillis) {
        return onDemand.splits(map, nowMillis);
    }
}
