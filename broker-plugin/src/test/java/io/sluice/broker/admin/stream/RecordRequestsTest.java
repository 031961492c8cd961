package io.sluice.broker.admin.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Putting and reading single records: the four steps put, describe, get an iterator, get records. */
class RecordRequestsTest {

    private static final String S0 = "shardId-000000000000";

    private final RememberedStreams streams = new RememberedStreams();
    private final StreamActions actions = new StreamActions(new ShardIterators(new byte[ShardIterators.KEY_BYTES]));

    @BeforeEach
    void createStream() {
        perform("CreateStream", "StreamName", "telemetry", "ShardCount", "1");
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

    private Map<?, ?> put(String key, String text) {
        return done("PutRecord", "StreamName", "telemetry", "PartitionKey", key, "Data", base64(text));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String iterator(String type, String... more) {
        String[] fields = new String[6 + more.length];
        System.arraycopy(
                new String[] {"StreamName", "telemetry", "ShardId", S0, "ShardIteratorType", type}, 0, fields, 0, 6);
        System.arraycopy(more, 0, fields, 6, more.length);
        return String.valueOf(done("GetShardIterator", fields).get("ShardIterator"));
    }

    private List<Object> dataFrom(String iterator) {
        return ((List<?>) done("GetRecords", "ShardIterator", iterator).get("Records"))
                .stream()
                        .<Object>map(record -> ((Map<?, ?>) record).get("Data"))
                        .toList();
    }

    @Test
    void aRecordIsPutAndReadBackInTheShapeOfKinesis() {
        // When
        Map<?, ?> put = put("truck-7", "52.1,4.3");
        Map<?, ?> read = done("GetRecords", "ShardIterator", iterator("TRIM_HORIZON"));
        // Then
        String number = new SequenceNumber(new ShardId(0), 1).toString();
        assertThat(put).isEqualTo(Map.of("ShardId", S0, "SequenceNumber", number));
        assertThat(read.get("Records"))
                .isEqualTo(List.of(Map.of(
                        "SequenceNumber",
                        number,
                        "ApproximateArrivalTimestamp",
                        new BigDecimal("1795249800.250"),
                        "Data",
                        base64("52.1,4.3"),
                        "PartitionKey",
                        "truck-7")));
        assertThat(read.get("MillisBehindLatest")).isEqualTo(0L);
        assertThat(read.get("NextShardIterator")).isInstanceOf(String.class);
    }

    @Test
    void anIteratorBeginsAtEachOfTheFivePositions() {
        // Given
        put("k", "a");
        streams.now = streams.now.plusSeconds(1);
        Object second = put("k", "b").get("SequenceNumber");
        String latest = iterator("LATEST");
        put("k", "c");
        // Then
        assertThat(dataFrom(iterator("TRIM_HORIZON"))).containsExactly(base64("a"), base64("b"), base64("c"));
        assertThat(dataFrom(latest)).containsExactly(base64("c"));
        assertThat(dataFrom(iterator("AT_SEQUENCE_NUMBER", "StartingSequenceNumber", String.valueOf(second))))
                .containsExactly(base64("b"), base64("c"));
        assertThat(dataFrom(iterator("AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber", String.valueOf(second))))
                .containsExactly(base64("c"));
        assertThat(dataFrom(iterator("AT_TIMESTAMP", "Timestamp", "1795249801.250")))
                .containsExactly(base64("b"), base64("c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "253402300800000",
                "49590338271490256608559692538361571095921575989136588898",
                "1e1000000000",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z"
            })
    void aTimeThatNobodyCanMeanIsRefused(String time) {
        assertRefused(
                perform(
                        "GetShardIterator",
                        "StreamName",
                        "telemetry",
                        "ShardId",
                        "shardId-000000000000",
                        "ShardIteratorType",
                        "AT_TIMESTAMP",
                        "Timestamp",
                        time),
                "InvalidArgumentException",
                "Timestamp " + time + " is not from 1970 to 9999-12-31T23:59:59.999Z");
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 1", "253402300799999, 0", "1970-01-01T00:00:00Z, 1", "9999-12-31T23:59:59.999Z, 0"})
    void theEarliestAndTheLatestTimeAreTaken(String time, int records) {
        // Given
        put("k", "a");

        // When
        String iterator = iterator("AT_TIMESTAMP", "Timestamp", time);

        // Then
        assertThat(dataFrom(iterator)).hasSize(records);
    }

    @Test
    void theNextIteratorGoesOnBehindWhatWasRead() {
        // Given
        put("k", "a");
        put("k", "b");
        // When
        Map<?, ?> first = done("GetRecords", "ShardIterator", iterator("TRIM_HORIZON"), "Limit", "1");
        // Then
        assertThat(first.get("MillisBehindLatest")).isEqualTo(1000L);
        assertThat(dataFrom(String.valueOf(first.get("NextShardIterator")))).containsExactly(base64("b"));
    }

    @Test
    void theEndOfAClosedShardNamesItsChildren() {
        // Given
        put("k", "a");
        perform("SplitShard", "StreamName", "telemetry", "ShardToSplit", S0, "NewStartingHashKey", "5");
        // When
        Map<?, ?> read = done("GetRecords", "ShardIterator", iterator("TRIM_HORIZON"));
        // Then
        assertThat(read.containsKey("NextShardIterator")).isTrue();
        assertThat(read.get("NextShardIterator")).isNull();
        List<?> children = (List<?>) read.get("ChildShards");
        assertThat(children).hasSize(2);
        assertThat(children.get(0))
                .isEqualTo(Map.of(
                        "ShardId",
                        "shardId-000000000001",
                        "ParentShards",
                        List.of(S0),
                        "HashKeyRange",
                        Map.of("StartingHashKey", "0", "EndingHashKey", "4")));
    }

    @Test
    void anIteratorIsGoodForAShardThatWasCreatedBetweenTwoMilliseconds() {
        // Given
        streams.now = streams.now.plusNanos(123_456);
        perform("CreateStream", "StreamName", "telemetry-2");
        String iterator = String.valueOf(
                done("GetShardIterator", "StreamName", "telemetry-2", "ShardId", S0, "ShardIteratorType", "LATEST")
                        .get("ShardIterator"));
        // When
        ControlReply reply = perform("GetRecords", "ShardIterator", iterator);
        // Then
        assertThat(reply.status()).isEqualTo("200");
    }

    @Test
    void anIteratorIsGoodForFiveMinutesAndNotLonger() {
        // Given
        String iterator = iterator("TRIM_HORIZON");
        // When
        streams.now = streams.now.plus(Duration.ofMinutes(5)).minusMillis(1);
        ControlReply before = perform("GetRecords", "ShardIterator", iterator);
        streams.now = streams.now.plusMillis(1);
        ControlReply after = perform("GetRecords", "ShardIterator", iterator);
        // Then
        assertThat(before.status()).isEqualTo("200");
        assertRefused(after, "ExpiredIteratorException", "300000 milliseconds");
    }

    @Test
    void anIteratorSurvivesARestartBecauseTheBrokerKeepsTheKeyOnly() {
        // Given
        put("k", "a");
        String iterator = iterator("TRIM_HORIZON");
        ControlRequest request = new ControlRequest("GetRecords", Map.of("ShardIterator", iterator));
        byte[] otherKey = new byte[ShardIterators.KEY_BYTES];
        otherKey[0] = 1;
        // When
        ControlReply sameKey = new StreamActions(new ShardIterators(new byte[ShardIterators.KEY_BYTES]))
                .perform(request, streams, streams.now);
        ControlReply foreign = new StreamActions(new ShardIterators(otherKey)).perform(request, streams, streams.now);
        // Then
        assertThat(sameKey.status()).isEqualTo("200");
        assertRefused(foreign, "InvalidArgumentException", "Invalid ShardIterator.");
    }

    @Test
    void anIteratorThatWasChangedAnywhereIsRefused() {
        // Given
        byte[] sealed = Base64.getUrlDecoder().decode(iterator("TRIM_HORIZON"));
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            // When
            ControlReply reply = perform(
                    "GetRecords",
                    "ShardIterator",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
            // Then
            assertRefused(reply, "InvalidArgumentException", "Invalid ShardIterator.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%%%", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void whatIsNoIteratorIsRefused(String text) {
        assertRefused(
                perform("GetRecords", "ShardIterator", text), "InvalidArgumentException", "Invalid ShardIterator.");
    }

    @Test
    void anIteratorDoesNotReadAnotherStreamOfTheSameName() {
        // Given
        String iterator = iterator("TRIM_HORIZON");
        perform("DeleteStream", "StreamName", "telemetry");
        ControlReply deleted = perform("GetRecords", "ShardIterator", iterator);
        streams.now = streams.now.plusMillis(1);
        // When
        perform("CreateStream", "StreamName", "telemetry");
        ControlReply again = perform("GetRecords", "ShardIterator", iterator);
        // Then
        assertRefused(deleted, "ResourceNotFoundException", "telemetry");
        assertRefused(again, "ResourceNotFoundException", "telemetry");
    }

    @Test
    void anIteratorIsOfNoUseToACallerWhoMayNotRead() {
        // Given
        String iterator = iterator("TRIM_HORIZON");
        streams.denied.add(Right.READ);
        // When
        ControlReply reply = perform("GetRecords", "ShardIterator", iterator);
        // Then
        assertRefused(reply, "AccessDeniedException", "read stream telemetry");
    }

    @Test
    void aRecordIsAsLargeAsTheStreamAllowsAndNotLarger() {
        // Given
        int largest = 1024 * 1024 - 1;
        // When
        ControlReply fits = perform(
                "PutRecord", "StreamName", "telemetry", "PartitionKey", "k", "Data", base64("x".repeat(largest)));
        ControlReply tooLarge = perform(
                "PutRecord", "StreamName", "telemetry", "PartitionKey", "k", "Data", base64("x".repeat(largest + 1)));
        // Then
        assertThat(fits.status()).isEqualTo("200");
        assertRefused(tooLarge, "ValidationException", "1048577 bytes");
    }

    @Test
    void aRecordWithoutAKeyOrDataCanBePutAndAWrongOneCannot() {
        assertThat(done("PutRecord", "StreamName", "telemetry").get("ShardId")).isEqualTo(S0);
        assertRefused(
                perform("PutRecord", "StreamName", "telemetry", "Data", "not base64!"),
                "InvalidArgumentException",
                "Data is not base64");
        assertRefused(
                perform(
                        "PutRecord",
                        "StreamName",
                        "telemetry",
                        "PartitionKey",
                        "k".repeat(PartitionKey.MAXIMUM_CHARACTERS + 1)),
                "ValidationException",
                "partitionKey");
        assertRefused(
                perform("PutRecord", "StreamName", "telemetry", "ExplicitHashKey", "-5"),
                "InvalidArgumentException",
                "explicit hash key -5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10001", "many"})
    void aLimitIsFromOneToTenThousand(String limit) {
        assertRefused(
                perform("GetRecords", "ShardIterator", iterator("LATEST"), "Limit", limit),
                "ValidationException",
                "at 'limit'");
    }

    @Test
    void aTypeOfIteratorThatDoesNotExistIsRefused() {
        assertRefused(
                perform("GetShardIterator", "StreamName", "telemetry", "ShardId", S0, "ShardIteratorType", "OLDEST"),
                "ValidationException",
                "TRIM_HORIZON");
        assertRefused(
                perform("GetShardIterator", "StreamName", "telemetry", "ShardId", "7", "ShardIteratorType", "LATEST"),
                "InvalidArgumentException",
                "shard 7 is not the name of a shard");
    }
}
