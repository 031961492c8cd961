package io.sluice.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.message.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSettingsTest {

    private static StreamSettings with(int shards, Duration retention, ByteSize retentionSize, ByteSize recordSize) {
        return new StreamSettings(
                CapacityMode.PROVISIONED,
                shards,
                retention,
                Optional.of(retentionSize),
                recordSize,
                true,
                Map.of("dashboard", ConsumerGroupSettings.DEFAULT));
    }

    private static StreamSettings withShards(int shards) {
        return with(shards, Duration.ofHours(24), ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(1));
    }

    private static StreamSettings withRetention(Duration retention) {
        return with(1, retention, ByteSize.ofMebibytes(64), ByteSize.ofMebibytes(1));
    }

    private static StreamSettings withRecordSize(ByteSize size) {
        return with(1, Duration.ofHours(24), ByteSize.ofMebibytes(64), size);
    }

    private static void isRefused(ThrowingCallable settings, String message) {
        assertThatThrownBy(settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void defaultsAreThoseOfKinesisWithOneShard() {
        assertThat(StreamSettings.DEFAULT)
                .isEqualTo(new StreamSettings(
                        CapacityMode.PROVISIONED,
                        1,
                        Duration.ofHours(24),
                        Optional.empty(),
                        ByteSize.ofMebibytes(1),
                        true,
                        Map.of()));
    }

    @Test
    void takesValuesAtTheEndsOfTheirRanges() {
        assertThat(List.of(withShards(1), withShards(10_000)))
                .extracting(StreamSettings::shards)
                .containsExactly(1, 10_000);
        assertThat(List.of(withRetention(Duration.ofHours(24)), withRetention(Duration.ofDays(365))))
                .extracting(StreamSettings::retention)
                .containsExactly(Duration.ofHours(24), Duration.ofDays(365));
        assertThat(List.of(withRecordSize(ByteSize.ofKibibytes(1)), withRecordSize(ByteSize.ofMebibytes(10))))
                .hasSize(2);
    }

    @Test
    void refusesValuesBeyondThem() {
        isRefused(() -> withShards(0), "shards 0 is outside 1 to 10000");
        isRefused(() -> withShards(10_001), "shards 10001 is outside 1 to 10000");
        isRefused(
                () -> withRetention(Duration.ofHours(24).minusMillis(1)),
                "retention PT23H59M59.999S is outside 24h to 365d");
        isRefused(
                () -> withRetention(Duration.ofDays(365).plusMillis(1)),
                "retention PT8760H0.001S is outside 24h to 365d");
        isRefused(() -> withRecordSize(new ByteSize(1023)), "maximumRecordSize 1023B is outside 1KiB to 10MiB");
        isRefused(
                () -> withRecordSize(new ByteSize(10 * 1024 * 1024 + 1)),
                "maximumRecordSize 10485761B is outside 1KiB to 10MiB");
        isRefused(
                () -> with(1, Duration.ofHours(24), new ByteSize(64 * 1024 * 1024 - 1), ByteSize.ofMebibytes(1)),
                "retentionSize 67108863B is below 64MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "a:b", "shardId-2", "shardId-000000000002"})
    void refusesAGroupWithABadName(String name) {
        Map<String, ConsumerGroupSettings> groups = Map.of(name, ConsumerGroupSettings.DEFAULT);
        isRefused(
                () -> new StreamSettings(
                        CapacityMode.ON_DEMAND,
                        4,
                        Duration.ofHours(24),
                        Optional.empty(),
                        ByteSize.ofMebibytes(1),
                        false,
                        groups),
                "consumerGroups has the name " + name
                        + "; 1 to 128 letters, digits, '_', '.' and '-' are allowed, and no name that"
                        + " begins with shardId-");
    }

    @ParameterizedTest
    @CsvSource({"1048576, true", "1048577, false"})
    void aRecordMayHaveTheMaximumSizeWithoutAKey(long bytes, boolean isTaken) {
        assertThat(isTaken(StreamSettings.DEFAULT, bytes, Optional.empty())).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @CsvSource({"10485755, true", "10485756, false"})
    void theKeyCountsInUtf8(long bytes, boolean isTaken) {
        StreamSettings settings = withRecordSize(ByteSize.ofMebibytes(10));
        assertThat(isTaken(settings, bytes, Optional.of(new PartitionKey("kéys"))))
                .isEqualTo(isTaken);
    }

    private static boolean isTaken(StreamSettings settings, long bytes, Optional<PartitionKey> key) {
        try {
            settings.checkRecordSize(bytes, key);
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("bytes with its partition key; this stream takes ");
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"telemetry", "a", "A-1_b.c"})
    void streamsHaveTheNamesOfKinesis(String name) {
        assertThat(StreamSettings.isStreamName(name)).isTrue();
    }

    @Test
    void otherNamesAreRefused() {
        assertThat(List.of("", ".", "..", "a b", "größe", "x".repeat(129), "a/b"))
                .noneMatch(StreamSettings::isStreamName);
        assertThat(StreamSettings.isStreamName("x".repeat(128))).isTrue();
    }

    @Test
    void aGroupBeginsAtTheHorizonTheNewestRecordOrATime() {
        StartPosition place = new StartPosition.AtSequenceNumber(new SequenceNumber(new ShardId(0), 5));
        isRefused(
                () -> new ConsumerGroupSettings(place, Duration.ofSeconds(30), Optional.empty()),
                "startPosition " + place
                        + " is a place in one shard; a group begins at TRIM_HORIZON, LATEST or AT_TIMESTAMP");
    }

    @Test
    void aGroupHasAVisibilityTimeoutOfUpToTwelveHours() {
        assertThat(group(Duration.ofHours(12)).leaseDuration()).isEqualTo(Duration.ofHours(12));
        assertThat(group(Duration.ZERO).leaseDuration()).isEqualTo(Duration.ofMillis(50));
        isRefused(
                () -> group(Duration.ofHours(12).plusNanos(1)),
                "visibilityTimeout PT12H0.000000001S is outside 0s to 12h");
        isRefused(() -> group(Duration.ofNanos(-1)), "visibilityTimeout PT-0.000000001S is outside 0s to 12h");
    }

    private static ConsumerGroupSettings group(Duration visibilityTimeout) {
        return new ConsumerGroupSettings(StartPosition.LATEST, visibilityTimeout, Optional.empty());
    }

    @Test
    void aDeadLetterPolicyCountsFromOneToAThousand() {
        assertThat(new DeadLetterPolicy("dlq", 1).maxReceiveCount()).isEqualTo(1);
        assertThat(new DeadLetterPolicy("dlq", 1000).maxReceiveCount()).isEqualTo(1000);
        isRefused(() -> new DeadLetterPolicy("dlq", 0), "maxReceiveCount 0 is outside 1 to 1000");
        isRefused(() -> new DeadLetterPolicy("dlq", 1001), "maxReceiveCount 1001 is outside 1 to 1000");
        isRefused(() -> new DeadLetterPolicy(" ", 5), "deadLetterQueue is empty; it must name a queue");
    }
}
