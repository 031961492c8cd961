package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.stream.StreamActions;
import io.sluice.broker.artemis.management.JmxControls;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** Streams in JMX, and with it in Jolokia and the console. */
public final class StreamControl implements StreamControlMBean {

    private static final String COMPONENT = "sluice-streams";
    private static final String STREAM = "StreamName";
    private static final String HOURS = "RetentionPeriodHours";

    private final Function<ControlRequest, ControlReply> requests;

    StreamControl(Function<ControlRequest, ControlReply> requests) {
        this.requests = requests;
    }

    /** Registers it; no effect in a broker without management. */
    static void register(ActiveMQServer server, Function<ControlRequest, ControlReply> requests) {
        JmxControls.register(server, COMPONENT, new StreamControl(requests), StreamControlMBean.class);
    }

    /** Takes it out again. */
    static void unregister(ActiveMQServer server) {
        JmxControls.unregister(server, COMPONENT);
    }

    @Override
    public String createStream(String streamName, String streamMode, int shardCount) {
        return ask(StreamActions.CREATE, STREAM, streamName, "StreamMode", streamMode, "ShardCount", count(shardCount));
    }

    @Override
    public String deleteStream(String streamName) {
        return ask(StreamActions.DELETE, STREAM, streamName);
    }

    @Override
    public String listStreams() {
        return ask(StreamActions.LIST);
    }

    @Override
    public String describeStream(String streamName) {
        return ask(StreamActions.DESCRIBE, STREAM, streamName);
    }

    @Override
    public String listShards(String streamName) {
        return ask(StreamActions.LIST_SHARDS, STREAM, streamName);
    }

    @Override
    public String splitShard(String streamName, String shardToSplit, String newStartingHashKey) {
        return ask(
                StreamActions.SPLIT,
                STREAM,
                streamName,
                "ShardToSplit",
                shardToSplit,
                "NewStartingHashKey",
                newStartingHashKey);
    }

    @Override
    public String mergeShards(String streamName, String shardToMerge, String adjacentShardToMerge) {
        return ask(
                StreamActions.MERGE,
                STREAM,
                streamName,
                "ShardToMerge",
                shardToMerge,
                "AdjacentShardToMerge",
                adjacentShardToMerge);
    }

    @Override
    public String updateShardCount(String streamName, int targetShardCount) {
        return ask(StreamActions.UPDATE_SHARD_COUNT, STREAM, streamName, "TargetShardCount", targetShardCount);
    }

    @Override
    public String increaseStreamRetentionPeriod(String streamName, int retentionPeriodHours) {
        return ask(StreamActions.INCREASE_RETENTION, STREAM, streamName, HOURS, retentionPeriodHours);
    }

    @Override
    public String decreaseStreamRetentionPeriod(String streamName, int retentionPeriodHours) {
        return ask(StreamActions.DECREASE_RETENTION, STREAM, streamName, HOURS, retentionPeriodHours);
    }

    @Override
    public String listConsumerGroups(String streamName) {
        return ask(StreamActions.LIST_GROUPS, STREAM, streamName);
    }

    @Override
    public String seekConsumerGroup(
            String stream, String group, String startPosition, String timestamp, String shard, String sequenceNumber) {
        return ask(
                StreamActions.SEEK,
                "stream",
                stream,
                "group",
                group,
                "startPosition",
                startPosition,
                "timestamp",
                timestamp,
                "shard",
                shard,
                "sequenceNumber",
                sequenceNumber);
    }

    @Override
    public String putRecord(String streamName, String partitionKey, String data) {
        return ask(StreamActions.PUT_RECORD, STREAM, streamName, "PartitionKey", partitionKey, "Data", data);
    }

    @Override
    public String getShardIterator(String streamName, String shardId, String shardIteratorType, String startingValue) {
        return ask(
                StreamActions.GET_SHARD_ITERATOR,
                STREAM,
                streamName,
                "ShardId",
                shardId,
                "ShardIteratorType",
                shardIteratorType,
                "StartingSequenceNumber",
                startingValue,
                "Timestamp",
                startingValue);
    }

    @Override
    public String getRecords(String shardIterator, int limit) {
        return ask(StreamActions.GET_RECORDS, "ShardIterator", shardIterator, "Limit", count(limit));
    }

    private static Object count(int number) {
        return number == 0 ? "" : number;
    }

    /** Clients of JMX and Jolokia pass null for a parameter that they leave out. */
    private String ask(String action, Object... fields) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i + 1] != null) {
                given.put(String.valueOf(fields[i]), String.valueOf(fields[i + 1]));
            }
        }
        return JmxControls.answer(requests.apply(new ControlRequest(action, given)));
    }
}
