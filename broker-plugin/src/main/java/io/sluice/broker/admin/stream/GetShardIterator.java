package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import java.time.Instant;
import java.util.Map;

/**
 * Where reading begins. Fields: {@code StreamName} or {@code StreamARN}, {@code ShardId}, {@code ShardIteratorType}, and
 * what that needs: {@code StartingSequenceNumber}, {@code Timestamp}.
 */
final class GetShardIterator implements StreamAction {

    private static final String SHARD = "ShardId";

    private final ShardIterators iterators;

    GetShardIterator(ShardIterators iterators) {
        this.iterators = iterators;
    }

    @Override
    public Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.stream());
        ShardId shard = request.shard(SHARD);
        Instant created = StreamAccess.requireShard(stream, shard).created();
        StartPosition position = request.position("ShardIteratorType", SHARD, "StartingSequenceNumber", "Timestamp");
        long place = streams.placeOf(stream.name(), shard, position);
        return Map.of(
                "ShardIterator",
                iterators.text(new ShardIterator(stream.name(), created, shard, place, request.now())));
    }
}
