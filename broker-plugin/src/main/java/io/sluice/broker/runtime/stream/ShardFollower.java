package io.sluice.broker.runtime.stream;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which shards a reader of a whole stream reads now: a shard only when it has finished those that the shard came from. */
final class ShardFollower {

    private final Map<String, List<String>> unfinished = new LinkedHashMap<>();
    private final Set<String> finished = new HashSet<>();

    ShardFollower(Collection<ShardLine> shards) {
        shards.forEach(shard -> add(shard.id(), shard.parents()));
    }

    /** A shard that goes on where its parents end. */
    void add(String shard, List<String> parents) {
        if (!finished.contains(shard)) {
            unfinished.putIfAbsent(shard, parents);
        }
    }

    /** A shard has no further record. */
    void finish(String shard) {
        unfinished.remove(shard);
        finished.add(shard);
    }

    /** The shards to read, in the order in which they were added. Parents that nobody has added are not waited for. */
    List<String> readable() {
        return unfinished.entrySet().stream()
                .filter(shard -> shard.getValue().stream().noneMatch(unfinished::containsKey))
                .map(Map.Entry::getKey)
                .toList();
    }
}
