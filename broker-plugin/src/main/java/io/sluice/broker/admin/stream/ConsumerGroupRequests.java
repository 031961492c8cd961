package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.StartPosition;
import java.util.LinkedHashMap;
import java.util.Map;

/** Requests about the consumer groups of a stream. */
final class ConsumerGroupRequests {

    private static final String STREAM = "stream";
    private static final String GROUP = "group";
    private static final String SHARD = "shard";

    private ConsumerGroupRequests() {}

    /**
     * Moves a group. Fields: the stream, the group, {@code startPosition} and what that needs: {@code timestamp}, or
     * {@code shard} and {@code sequenceNumber}.
     */
    static Map<String, ?> seek(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.streamIn(STREAM));
        String group = request.required(GROUP);
        StartPosition position = request.position("startPosition", SHARD, "sequenceNumber", "timestamp");
        if (request.optional(SHARD).isPresent()) {
            StreamAccess.requireShard(stream, request.shard(SHARD));
        }
        streams.seek(stream.name(), group, position);
        return Map.of();
    }

    /** How far each group is. Field: {@code StreamName} or {@code StreamARN}. */
    static Map<String, ?> list(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.stream());
        return Map.of(
                "ConsumerGroups",
                streams.groups(stream.name()).stream()
                        .map(ConsumerGroupRequests::shape)
                        .toList());
    }

    private static Map<String, Object> shape(GroupDescription group) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("GroupName", group.name());
        members.put(
                "Shards",
                group.shards().stream().map(ConsumerGroupRequests::shape).toList());
        return members;
    }

    private static Map<String, Object> shape(GroupDescription.OfShard shard) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ShardId", shard.shard().toString());
        members.put("HasConsumer", shard.isOwned());
        members.put("NextSequenceNumber", new SequenceNumber(shard.shard(), shard.nextPlace()).toString());
        members.put("IsFinished", shard.isFinished());
        members.put("RecordsBehind", shard.recordsBehind());
        members.put("MillisBehind", shard.millisBehind());
        return members;
    }
}
