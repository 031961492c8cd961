package io.sluice.broker.admin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRequestsTest {

    private static final String MIDDLE = "170141183460469231731687303715884105728";

    private final RememberedStreams streams = new RememberedStreams();
    private final StreamActions actions = new StreamActions(new ShardIterators(new byte[ShardIterators.KEY_BYTES]));

    @BeforeEach
    void createStream() {
        assertThat(perform("CreateStream", "StreamName", "telemetry", "ShardCount", "2")
                        .status())
                .isEqualTo("200");
    }

    private ControlReply perform(String action, String... fields) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(fields[i], fields[i + 1]);
        }
        return actions.perform(new ControlRequest(action, map), streams, streams.now);
    }

    private Map<?, ?> done(String action, String... fields) {
        ControlReply reply = perform(action, fields);
        assertThat(reply).as(reply.toString()).isInstanceOf(ControlReply.Done.class);
        return reply.body();
    }

    private static void assertRefused(ControlReply reply, String code, String text) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(code);
        assertThat(String.valueOf(reply.body().get("message"))).contains(text);
    }

    private static Object member(Object object, String name) {
        return ((Map<?, ?>) object).get(name);
    }

    private StreamDescription telemetry() {
        return streams.find("telemetry").orElseThrow();
    }

    @Test
    void aStreamIsCreatedWithWhatTheRequestSays() {
        // When
        perform(
                "CreateStream",
                "StreamName",
                "clicks",
                "StreamMode",
                "ON_DEMAND",
                "MaxRecordSizeInKiB",
                "10240",
                "RetentionPeriodHours",
                "48");
        // Then
        StreamSettings settings = streams.find("clicks").orElseThrow().settings();
        assertThat(settings.capacityMode()).isEqualTo(CapacityMode.ON_DEMAND);
        assertThat(settings.shards()).isEqualTo(4);
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(2));
        assertThat(settings.maximumRecordSize()).isEqualTo(ByteSize.ofMebibytes(10));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "StreamName, a b, ValidationException, Value 'a b' at 'streamName' failed to satisfy constraint",
                "ShardCount, 0, ValidationException, have value from 1 to 10000",
                "ShardCount, 10001, ValidationException, have value from 1 to 10000",
                "ShardCount, two, ValidationException, be a whole number",
                "StreamMode, ELASTIC, ValidationException, \"[PROVISIONED, ON_DEMAND]\"",
                "MaxRecordSizeInKiB, 1023, ValidationException, from 1024 to 10240",
                "MaxRecordSizeInKiB, 10241, ValidationException, from 1024 to 10240",
                "RetentionPeriodHours, 23, ValidationException, from 24 to 8760",
                "RetentionPeriodHours, 8761, ValidationException, from 24 to 8760",
                "StreamName, telemetry, ResourceInUseException, already exists",
                "StreamName, orders, InvalidArgumentException, is the name of a queue"
            })
    void aStreamIsNotCreatedWith(String field, String value, String code, String text) {
        // When
        Map<String, String> fields = new HashMap<>(Map.of("StreamName", "new"));
        fields.put(field, value);
        ControlReply reply = actions.perform(new ControlRequest("CreateStream", fields), streams, streams.now);
        // Then
        assertRefused(reply, code, text);
        assertThat(streams.names()).doesNotContain("new");
    }

    @Test
    void anOnDemandStreamCannotBeGivenANumberOfShards() {
        assertRefused(
                perform("CreateStream", "StreamName", "new", "StreamMode", "ON_DEMAND", "ShardCount", "4"),
                "ValidationException",
                "ShardCount cannot be given");
        assertRefused(perform("CreateStream"), "ValidationException", "Value null at 'streamName'");
    }

    @Test
    void aStreamIsDeletedUnlessTheFileNamesIt() {
        // When
        perform("DeleteStream", "StreamARN", "arn:aws:kinesis:eu-west-1:1:stream/telemetry");
        ControlReply ofFile = perform("DeleteStream", "StreamName", RememberedStreams.OF_FILE);
        // Then
        assertThat(streams.names()).containsExactly(RememberedStreams.OF_FILE);
        assertRefused(ofFile, "ResourceInUseException", "is named in sluice.yaml");
        assertRefused(
                perform("DeleteStream", "StreamName", "telemetry"),
                "ResourceNotFoundException",
                "Stream telemetry under account 000000000000 not found.");
    }

    @Test
    void aDescriptionHasTheShapeOfKinesis() {
        // When
        Map<?, ?> body = done("DescribeStream", "StreamName", "telemetry", "Limit", "1");
        // Then
        Map<String, Object> shard = Map.of(
                "ShardId",
                "shardId-000000000000",
                "HashKeyRange",
                Map.of("StartingHashKey", "0", "EndingHashKey", "170141183460469231731687303715884105727"),
                "SequenceNumberRange",
                Map.of("StartingSequenceNumber", new SequenceNumber(new ShardId(0), 1).toString()));
        assertThat(body)
                .isEqualTo(Map.of(
                        "StreamDescription",
                        Map.ofEntries(
                                Map.entry("Shards", List.of(shard)),
                                Map.entry("HasMoreShards", true),
                                Map.entry("StreamARN", "arn:aws:kinesis:local:000000000000:stream/telemetry"),
                                Map.entry("StreamName", "telemetry"),
                                Map.entry("StreamStatus", "ACTIVE"),
                                Map.entry("StreamModeDetails", Map.of("StreamMode", "PROVISIONED")),
                                Map.entry("RetentionPeriodHours", 24L),
                                Map.entry("EnhancedMonitoring", List.of(Map.of("ShardLevelMetrics", List.of()))),
                                Map.entry("EncryptionType", "NONE"),
                                Map.entry("StreamCreationTimestamp", new BigDecimal("1795249800.250")))));
        Object summary =
                done("DescribeStreamSummary", "StreamName", "telemetry").get("StreamDescriptionSummary");
        assertThat(member(summary, "OpenShardCount")).isEqualTo(2L);
        assertThat(member(summary, "ConsumerCount")).isEqualTo(1);
    }

    @Test
    void shardsAreListedInPages() {
        // When
        Map<?, ?> first = done("ListShards", "StreamName", "telemetry", "MaxResults", "1");
        Map<?, ?> second =
                done("ListShards", "StreamName", "telemetry", "NextToken", String.valueOf(first.get("NextToken")));
        // Then
        assertThat(shardIds(first.get("Shards"))).containsExactly("shardId-000000000000");
        assertThat(shardIds(second.get("Shards"))).containsExactly("shardId-000000000001");
        assertThat(second.containsKey("NextToken")).isFalse();
    }

    private static List<Object> shardIds(Object shards) {
        return ((List<?>) shards)
                .stream()
                        .<Object>map(shard -> ((Map<?, ?>) shard).get("ShardId"))
                        .toList();
    }

    @Test
    void onlyStreamsThatTheCallerMayReadAreListed() {
        assertThat(done("ListStreams", "Limit", "1"))
                .isEqualTo(Map.of("StreamNames", List.of("of-file"), "HasMoreStreams", true));
        streams.denied.add(Right.READ);
        assertThat(done("ListStreams")).isEqualTo(Map.of("StreamNames", List.of(), "HasMoreStreams", false));
    }

    @Test
    void aShardIsSplitAndItsChildrenNameTheirParents() {
        // When
        done(
                "SplitShard",
                "StreamName",
                "telemetry",
                "ShardToSplit",
                "shardId-000000000001",
                "NewStartingHashKey",
                "340282366920938463463374607431768211455");
        done(
                "MergeShards",
                "StreamName",
                "telemetry",
                "ShardToMerge",
                "shardId-000000000000",
                "AdjacentShardToMerge",
                "shardId-000000000002");
        // Then
        List<?> shards = (List<?>) done("ListShards", "StreamName", "telemetry").get("Shards");
        assertThat(member(shards.get(2), "ParentShardId")).isEqualTo("shardId-000000000001");
        assertThat(member(shards.get(4), "ParentShardId")).isEqualTo("shardId-000000000000");
        assertThat(member(shards.get(4), "AdjacentParentShardId")).isEqualTo("shardId-000000000002");
        assertThat(member(member(shards.get(1), "SequenceNumberRange"), "EndingSequenceNumber"))
                .isNotNull();
    }

    @Test
    void aShardIsNotSplitWhereItCannotBe() {
        assertRefused(
                perform(
                        "SplitShard",
                        "StreamName",
                        "telemetry",
                        "ShardToSplit",
                        "shardId-000000000000",
                        "NewStartingHashKey",
                        MIDDLE),
                "InvalidArgumentException",
                "NewStartingHashKey");
        assertRefused(
                perform(
                        "SplitShard",
                        "StreamName",
                        "telemetry",
                        "ShardToSplit",
                        "shardId-000000000007",
                        "NewStartingHashKey",
                        "7"),
                "ResourceNotFoundException",
                "Could not find shard shardId-000000000007 in stream telemetry");
        assertRefused(
                perform(
                        "SplitShard",
                        "StreamName",
                        "telemetry",
                        "ShardToSplit",
                        "shardId-000000000000",
                        "NewStartingHashKey",
                        "-1"),
                "ValidationException",
                "newStartingHashKey");
    }

    @Test
    void theNumberOfShardsIsUpdatedWithinTheLimits() {
        // When
        Map<?, ?> body = done("UpdateShardCount", "StreamName", "telemetry", "TargetShardCount", "3");
        // Then
        assertThat(body.get("CurrentShardCount")).isEqualTo(2L);
        assertThat(body.get("TargetShardCount")).isEqualTo(3);
        assertThat(telemetry().openShards()).isEqualTo(3);
        assertRefused(
                perform("UpdateShardCount", "StreamName", "telemetry", "TargetShardCount", "7"),
                "InvalidArgumentException",
                "from half to twice");
    }

    @Test
    void onlyAProvisionedStreamIsReshapedByRequests() {
        // Given
        perform("CreateStream", "StreamName", "clicks", "StreamMode", "ON_DEMAND");
        // When
        ControlReply reply = perform("UpdateShardCount", "StreamName", "clicks", "TargetShardCount", "8");
        // Then
        assertRefused(reply, "ValidationException", "ON_DEMAND mode");
    }

    @Test
    void retentionIsIncreasedAndDecreased() {
        // When
        done("IncreaseStreamRetentionPeriod", "StreamName", "telemetry", "RetentionPeriodHours", "72");
        ControlReply shorter =
                perform("IncreaseStreamRetentionPeriod", "StreamName", "telemetry", "RetentionPeriodHours", "71");
        done("DecreaseStreamRetentionPeriod", "StreamName", "telemetry", "RetentionPeriodHours", "48");
        ControlReply longer =
                perform("DecreaseStreamRetentionPeriod", "StreamName", "telemetry", "RetentionPeriodHours", "49");
        // Then
        assertRefused(shorter, "InvalidArgumentException", "can not be shorter");
        assertRefused(longer, "InvalidArgumentException", "can not be longer");
        assertThat(telemetry().settings().retention()).isEqualTo(Duration.ofHours(48));
    }

    @ParameterizedTest
    @CsvSource({
        "TRIM_HORIZON, , TRIM_HORIZON",
        "LATEST, , LATEST",
        "AT_TIMESTAMP, 1795249800.5, AT_TIMESTAMP 2026-11-21T08:30:00.500Z",
        "AT_TIMESTAMP, 1795249800500, AT_TIMESTAMP 2026-11-21T08:30:00.500Z",
        "AT_TIMESTAMP, 2026-11-21T08:30:00.5Z, AT_TIMESTAMP 2026-11-21T08:30:00.500Z"
    })
    void aGroupIsMovedTo(String position, String timestamp, String moved) {
        // When
        Map<String, String> fields =
                new HashMap<>(Map.of("stream", "telemetry", "group", "archive", "startPosition", position));
        fields.put("timestamp", timestamp == null ? "" : timestamp);
        actions.perform(new ControlRequest("SeekConsumerGroup", fields), streams, streams.now);
        // Then
        assertThat(String.valueOf(streams.seeks.get("telemetry::archive"))).isEqualTo(moved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app\\.1.sub", "app:sub", "a client's own"})
    void aGroupMayHaveTheNameThatASubscriptionGot(String group) {
        // When
        done("SeekConsumerGroup", "stream", "telemetry", "group", group, "startPosition", "LATEST");
        // Then
        assertThat(streams.seeks).containsEntry("telemetry::" + group, StartPosition.LATEST);
    }

    @Test
    void aGroupIsMovedWithinOneShard() {
        // Given
        SequenceNumber number = new SequenceNumber(new ShardId(1), 17);
        // When
        done(
                "SeekConsumerGroup",
                "stream",
                "telemetry",
                "group",
                "archive",
                "startPosition",
                "AFTER_SEQUENCE_NUMBER",
                "shard",
                "shardId-000000000001",
                "sequenceNumber",
                number.toString());
        // Then
        assertThat(streams.seeks).containsEntry("telemetry::archive", new StartPosition.AfterSequenceNumber(number));
        assertRefused(
                perform(
                        "SeekConsumerGroup",
                        "stream",
                        "telemetry",
                        "group",
                        "archive",
                        "startPosition",
                        "AT_SEQUENCE_NUMBER",
                        "shard",
                        "shardId-000000000000",
                        "sequenceNumber",
                        number.toString()),
                "InvalidArgumentException",
                "is not one of shardId-000000000000");
        assertRefused(
                perform(
                        "SeekConsumerGroup",
                        "stream",
                        "telemetry",
                        "group",
                        "archive",
                        "startPosition",
                        "AT_TIMESTAMP",
                        "timestamp",
                        "yesterday"),
                "InvalidArgumentException",
                "timestamp yesterday is no time");
    }

    @Test
    void groupsAreListedWithTheirLag() {
        assertThat(done("ListConsumerGroups", "StreamName", "telemetry").get("ConsumerGroups"))
                .isEqualTo(List.of(Map.of(
                        "GroupName",
                        "archive",
                        "Shards",
                        List.of(Map.of(
                                "ShardId",
                                "shardId-000000000000",
                                "HasConsumer",
                                true,
                                "NextSequenceNumber",
                                new SequenceNumber(new ShardId(0), 3).toString(),
                                "IsFinished",
                                false,
                                "RecordsBehind",
                                2L,
                                "MillisBehind",
                                1500L)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CreateStream",
                "DeleteStream",
                "DescribeStream",
                "DescribeStreamSummary",
                "ListShards",
                "SplitShard",
                "MergeShards",
                "UpdateShardCount",
                "IncreaseStreamRetentionPeriod",
                "DecreaseStreamRetentionPeriod",
                "PutRecord",
                "GetShardIterator",
                "SeekConsumerGroup",
                "ListConsumerGroups"
            })
    void whoHasNoRightsIsToldNothing(String action) {
        // Given
        streams.denied.addAll(List.of(Right.values()));
        // When
        ControlReply reply = perform(action, "StreamName", "telemetry", "stream", "telemetry");
        // Then
        assertRefused(reply, "AccessDeniedException", "stream telemetry");
    }

    @Test
    void timeIsWrittenInSecondsWithMilliseconds() {
        assertThat(DescribeStream.seconds(Instant.parse("2026-11-21T08:30:00Z").toEpochMilli()))
                .hasToString("1795249800.000");
    }
}
