package io.sluice.broker.stream.log;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.MemoryStore;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Shards in memory; every other one writes in blocks. */
public final class MemoryFolder implements StreamFolder {

    private final Map<ShardId, MemoryStore> stores = new TreeMap<>();

    @Override
    public MemoryStore shard(ShardId shard) {
        return stores.computeIfAbsent(shard, id -> new MemoryStore(id.index() % 2 == 1));
    }

    @Override
    public void delete(ShardId shard) {
        stores.remove(shard);
    }

    public void each(Consumer<MemoryStore> change) {
        stores.values().forEach(change);
    }

    public void losePower(BooleanSupplier isKept) {
        each(store -> store.losePower(isKept));
    }

    public int size() {
        return stores.size();
    }
}
