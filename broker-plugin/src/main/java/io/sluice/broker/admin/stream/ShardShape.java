package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Shard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A shard as Kinesis describes it. */
final class ShardShape {

    private static final String SHARD_ID = "ShardId";
    private static final String HASH_KEYS = "HashKeyRange";

    private ShardShape() {}

    static Map<String, Object> of(Shard shard) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(SHARD_ID, shard.id().toString());
        List<ShardId> parents = shard.parents();
        if (!parents.isEmpty()) {
            members.put("ParentShardId", parents.get(0).toString());
        }
        if (parents.size() > 1) {
            members.put("AdjacentParentShardId", parents.get(1).toString());
        }
        members.put(HASH_KEYS, range(shard.range()));
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("StartingSequenceNumber", new SequenceNumber(shard.id(), shard.firstPlace()).toString());
        shard.lastPlace()
                .ifPresent(
                        last -> numbers.put("EndingSequenceNumber", new SequenceNumber(shard.id(), last).toString()));
        members.put("SequenceNumberRange", numbers);
        return members;
    }

    /** A shard as the end of its parent names it. */
    static Map<String, Object> child(Shard shard) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(SHARD_ID, shard.id().toString());
        members.put(
                "ParentShards", shard.parents().stream().map(ShardId::toString).toList());
        members.put(HASH_KEYS, range(shard.range()));
        return members;
    }

    private static Map<String, Object> range(HashKeyRange range) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("StartingHashKey", range.first().toString());
        members.put("EndingHashKey", range.last().toString());
        return members;
    }
}
