package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Changes the shards of a provisioned stream (SEMANTICS 4.4). */
final class ReshapeStream {

    private static final String TARGET = "TargetShardCount";
    private static final String SCALING = "ScalingType";
    private static final String UNIFORM = "UNIFORM_SCALING";

    private ReshapeStream() {}

    /** Fields: {@code StreamName} or {@code StreamARN}, {@code ShardToSplit}, {@code NewStartingHashKey}. */
    static Map<String, ?> split(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = provisioned(request, streams);
        ShardId shard = request.shard("ShardToSplit");
        StreamAccess.requireShard(stream, shard);
        streams.split(stream.name(), shard, hashKey(request.required("NewStartingHashKey")));
        return Map.of();
    }

    private static HashKey hashKey(String text) throws RequestRefusedException {
        try {
            return HashKey.explicit(text);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.constraint(
                    "NewStartingHashKey", text, "satisfy regular expression pattern: 0|([1-9]\\d{0,38})");
        }
    }

    /** Fields: {@code StreamName} or {@code StreamARN}, {@code ShardToMerge}, {@code AdjacentShardToMerge}. */
    static Map<String, ?> merge(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = provisioned(request, streams);
        ShardId one = request.shard("ShardToMerge");
        ShardId other = request.shard("AdjacentShardToMerge");
        StreamAccess.requireShard(stream, one);
        StreamAccess.requireShard(stream, other);
        streams.merge(stream.name(), one, other);
        return Map.of();
    }

    /** Fields: {@code StreamName} or {@code StreamARN}, {@code TargetShardCount}, {@code ScalingType}. */
    static Map<String, ?> updateShardCount(StreamRequest request, StreamAdministration streams)
            throws RequestRefusedException {
        StreamDescription stream = provisioned(request, streams);
        int target = request.number(TARGET, 1, StreamSettings.MAXIMUM_SHARDS);
        String scaling = request.optional(SCALING).orElse(UNIFORM);
        if (!scaling.equals(UNIFORM)) {
            throw RequestRefusedException.constraint(SCALING, scaling, "satisfy enum value set: [" + UNIFORM + "]");
        }
        streams.updateShardCount(stream.name(), target);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("StreamName", stream.name());
        members.put("StreamARN", StreamArn.of(stream.name()));
        members.put("CurrentShardCount", stream.openShards());
        members.put(TARGET, target);
        return members;
    }

    private static StreamDescription provisioned(StreamRequest request, StreamAdministration streams)
            throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.CHANGE, request.stream());
        if (stream.settings().capacityMode() == CapacityMode.ON_DEMAND) {
            throw new RequestRefusedException(
                    ErrorCode.VALIDATION,
                    "Request is invalid. Stream " + stream.name() + " under account " + StreamArn.ACCOUNT
                            + " is in ON_DEMAND mode, which changes its shards by itself.");
        }
        return stream;
    }
}
