package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from an iterator on. Fields: {@code ShardIterator}; optional {@code Limit}, 1 to 10,000. At the end of a
 * closed shard {@code NextShardIterator} is null, and {@code ChildShards} names the shards that go on.
 */
final class GetRecords implements StreamAction {

    private static final int GREATEST_LIMIT = 10_000;
    private static final long MAXIMUM_BYTES = 1024 * 1024;
    private static final String ITERATOR = "ShardIterator";

    private final ShardIterators iterators;

    GetRecords(ShardIterators iterators) {
        this.iterators = iterators;
    }

    @Override
    public Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        int limit = request.number("Limit", 1, GREATEST_LIMIT, GREATEST_LIMIT);
        ShardIterator iterator = iterators
                .parse(request.required(ITERATOR))
                .orElseThrow(() -> RequestRefusedException.invalid("Invalid " + ITERATOR + "."));
        if (iterator.isExpired(request.now())) {
            throw new RequestRefusedException(
                    ErrorCode.EXPIRED_ITERATOR,
                    "Iterator expired. The iterator was created at time " + iterator.issued()
                            + " while right now it is " + request.now() + " which is further in the future than the"
                            + " tolerated delay of " + ShardIterator.LIFETIME.toMillis() + " milliseconds.");
        }
        StreamDescription stream = StreamAccess.require(streams, Right.READ, iterator.stream());
        Instant created = StreamAccess.requireShard(stream, iterator.shard()).created();
        if (created.toEpochMilli() != iterator.created().toEpochMilli()) {
            throw RequestRefusedException.noSuchStream(iterator.stream());
        }
        RecordBatch batch = streams.read(iterator.stream(), iterator.shard(), iterator.place(), limit, MAXIMUM_BYTES);
        return shape(stream, iterator, batch, request);
    }

    private Map<String, @Nullable Object> shape(
            StreamDescription stream, ShardIterator iterator, RecordBatch batch, StreamRequest request) {
        ShardId shard = iterator.shard();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(
                "Records",
                batch.records().stream().map(record -> shape(shard, record)).toList());
        members.put(
                "NextShardIterator",
                batch.isFinished() ? null : iterators.text(iterator.at(batch.next(), request.now())));
        members.put("MillisBehindLatest", batch.millisBehindLatest());
        if (batch.isFinished()) {
            members.put(
                    "ChildShards",
                    stream.shards().stream()
                            .filter(child -> child.parents().contains(shard))
                            .map(ShardShape::child)
                            .toList());
        }
        return members;
    }

    private static Map<String, Object> shape(ShardId shard, RecordBatch.Found record) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("SequenceNumber", new SequenceNumber(shard, record.place()).toString());
        members.put("ApproximateArrivalTimestamp", DescribeStream.seconds(record.arrivalMillis()));
        members.put("Data", Base64.getEncoder().encodeToString(record.data()));
        members.put("PartitionKey", record.key().map(PartitionKey::value).orElse(""));
        return members;
    }
}
