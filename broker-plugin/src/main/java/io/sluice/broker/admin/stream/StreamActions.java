package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All that can be asked for about streams, by the names of Kinesis' actions. Thread-safe. */
public final class StreamActions {

    public static final String CREATE = "CreateStream";
    public static final String DELETE = "DeleteStream";
    public static final String DESCRIBE = "DescribeStream";
    public static final String DESCRIBE_SUMMARY = "DescribeStreamSummary";
    public static final String LIST = "ListStreams";
    public static final String LIST_SHARDS = "ListShards";
    public static final String SPLIT = "SplitShard";
    public static final String MERGE = "MergeShards";
    public static final String UPDATE_SHARD_COUNT = "UpdateShardCount";
    public static final String INCREASE_RETENTION = "IncreaseStreamRetentionPeriod";
    public static final String DECREASE_RETENTION = "DecreaseStreamRetentionPeriod";
    public static final String PUT_RECORD = "PutRecord";
    public static final String GET_SHARD_ITERATOR = "GetShardIterator";
    public static final String GET_RECORDS = "GetRecords";
    public static final String SEEK = "SeekConsumerGroup";
    public static final String LIST_GROUPS = "ListConsumerGroups";

    /** The names of the actions. */
    public static final Set<String> NAMES = Set.of(
            CREATE,
            DELETE,
            DESCRIBE,
            DESCRIBE_SUMMARY,
            LIST,
            LIST_SHARDS,
            SPLIT,
            MERGE,
            UPDATE_SHARD_COUNT,
            INCREASE_RETENTION,
            DECREASE_RETENTION,
            PUT_RECORD,
            GET_SHARD_ITERATOR,
            GET_RECORDS,
            SEEK,
            LIST_GROUPS);

    private final Map<String, StreamAction> actions = new HashMap<>();

    public StreamActions(ShardIterators iterators) {
        actions.put(CREATE, new CreateStream());
        actions.put(DELETE, DeleteStream::perform);
        actions.put(DESCRIBE, DescribeStream::full);
        actions.put(DESCRIBE_SUMMARY, DescribeStream::summary);
        actions.put(LIST, ListStreams::perform);
        actions.put(LIST_SHARDS, ListShards::perform);
        actions.put(SPLIT, ReshapeStream::split);
        actions.put(MERGE, ReshapeStream::merge);
        actions.put(UPDATE_SHARD_COUNT, ReshapeStream::updateShardCount);
        actions.put(INCREASE_RETENTION, ChangeRetention::increase);
        actions.put(DECREASE_RETENTION, ChangeRetention::decrease);
        actions.put(PUT_RECORD, PutRecord::perform);
        actions.put(GET_SHARD_ITERATOR, new GetShardIterator(iterators));
        actions.put(GET_RECORDS, new GetRecords(iterators));
        actions.put(SEEK, ConsumerGroupRequests::seek);
        actions.put(LIST_GROUPS, ConsumerGroupRequests::list);
    }

    /**
     * Carries out a request.
     *
     * @param request its action is one of {@link #NAMES}
     * @param streams as the caller may administer them
     */
    public ControlReply perform(ControlRequest request, StreamAdministration streams, Instant now) {
        StreamAction action = actions.get(request.action());
        if (action == null) {
            throw new IllegalArgumentException(request.action() + " is not about streams");
        }
        try {
            Map<String, ?> members = action.perform(new StreamRequest(request, now), streams);
            return new ControlReply.Done(
                    members.isEmpty() ? Map.of("action", request.action()) : new LinkedHashMap<>(members));
        } catch (RequestRefusedException e) {
            return e.reply();
        }
    }
}
