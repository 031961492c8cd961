package io.sluice.broker.artemis.stream.control;

/**
 * Streams in the broker's management. The caller is an operator whom management has let in, so the rights of streams are not
 * checked. Each operation answers with the JSON of the reply to the control request of the same name, and throws with the
 * error code and a sentence if the request is refused. What is empty or null counts as left out.
 */
public interface StreamControlMBean {

    /** @param streamMode {@code PROVISIONED} or {@code ON_DEMAND} @param shardCount 0 for the default */
    String createStream(String streamName, String streamMode, int shardCount);

    /** Deletes a stream with all its records. */
    String deleteStream(String streamName);

    String listStreams();

    String describeStream(String streamName);

    String listShards(String streamName);

    /** @param newStartingHashKey lowest key of the upper part */
    String splitShard(String streamName, String shardToSplit, String newStartingHashKey);

    String mergeShards(String streamName, String shardToMerge, String adjacentShardToMerge);

    String updateShardCount(String streamName, int targetShardCount);

    String increaseStreamRetentionPeriod(String streamName, int retentionPeriodHours);

    String decreaseStreamRetentionPeriod(String streamName, int retentionPeriodHours);

    String listConsumerGroups(String streamName);

    /**
     * Moves a group.
     *
     * @param startPosition {@code TRIM_HORIZON}, {@code LATEST}, {@code AT_TIMESTAMP}, {@code AT_SEQUENCE_NUMBER} or
     *     {@code AFTER_SEQUENCE_NUMBER}
     * @param timestamp for {@code AT_TIMESTAMP}
     * @param shard for the sequence number
     */
    String seekConsumerGroup(
            String stream, String group, String startPosition, String timestamp, String shard, String sequenceNumber);

    /** @param data in base64 */
    String putRecord(String streamName, String partitionKey, String data);

    /** @param startingValue the sequence number or the timestamp, if the type needs one */
    String getShardIterator(String streamName, String shardId, String shardIteratorType, String startingValue);

    /** @param limit 1 to 10,000; 0 for the default */
    String getRecords(String shardIterator, int limit);
}
