package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.shard.Shard;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stream consists of. Fields: {@code StreamName} or {@code StreamARN}; for the full description optional
 * {@code Limit} and {@code ExclusiveStartShardId}.
 */
final class DescribeStream {

    private static final int DEFAULT_LIMIT = 100;
    private static final int GREATEST_LIMIT = 10_000;
    private static final String START = "ExclusiveStartShardId";
    private static final int MILLIS_DIGITS = 3;

    private DescribeStream() {}

    static Map<String, ?> full(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.stream());
        int limit = request.number("Limit", 1, GREATEST_LIMIT, DEFAULT_LIMIT);
        int from = request.optional(START).isEmpty() ? 0 : request.shard(START).index() + 1;
        List<Shard> rest = stream.shards().stream()
                .filter(shard -> shard.id().index() >= from)
                .toList();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("Shards", rest.stream().limit(limit).map(ShardShape::of).toList());
        members.put("HasMoreShards", rest.size() > limit);
        members.putAll(common(stream));
        return Map.of("StreamDescription", members);
    }

    static Map<String, ?> summary(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.READ, request.stream());
        Map<String, Object> members = new LinkedHashMap<>(common(stream));
        members.put("OpenShardCount", stream.openShards());
        members.put("ConsumerCount", streams.groups(stream.name()).size());
        members.put("MaxRecordSizeInKiB", stream.settings().maximumRecordSize().bytes() / 1024);
        return Map.of("StreamDescriptionSummary", members);
    }

    private static Map<String, Object> common(StreamDescription stream) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("StreamARN", StreamArn.of(stream.name()));
        members.put("StreamName", stream.name());
        members.put("StreamStatus", "ACTIVE");
        boolean isOnDemand = stream.settings().capacityMode() == CapacityMode.ON_DEMAND;
        members.put("StreamModeDetails", Map.of("StreamMode", isOnDemand ? "ON_DEMAND" : "PROVISIONED"));
        members.put("RetentionPeriodHours", stream.settings().retention().toHours());
        members.put("EnhancedMonitoring", List.of(Map.of("ShardLevelMetrics", List.of())));
        members.put("EncryptionType", "NONE");
        members.put("StreamCreationTimestamp", seconds(stream.created().toEpochMilli()));
        return members;
    }

    /** A time as Kinesis writes it: seconds since 1970, with milliseconds behind the point. */
    static BigDecimal seconds(long epochMillis) {
        return BigDecimal.valueOf(epochMillis, MILLIS_DIGITS);
    }
}
