package io.sluice.broker.config;

import io.sluice.broker.config.value.CountRange;
import io.sluice.broker.config.value.DurationRange;
import io.sluice.broker.config.value.FormattedText;
import io.sluice.broker.config.value.NamedChoice;
import io.sluice.broker.config.value.Parsed;
import io.sluice.broker.config.value.ScalarText;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.SizeRange;
import io.sluice.broker.config.value.YesNo;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Every key of a stream and of a consumer group: the one list that reader, schema and document agree with. */
final class StreamSettingKeys {

    static final String STREAMS = "streams";
    static final String CONSUMER_GROUPS = "consumerGroups";
    static final String REDRIVE_POLICY = "redrivePolicy";

    private static final String AT_TIMESTAMP = "AT_TIMESTAMP ";
    private static final ByteSize GREATEST_RETENTION_SIZE = ByteSize.ofMebibytes(1L << 30);
    private static final SizeRange RETENTION_SIZES =
            SizeRange.between(StreamSettings.MINIMUM_RETENTION_SIZE, GREATEST_RETENTION_SIZE);

    static final Setting<CapacityMode> CAPACITY_MODE = new Setting<>(
            "capacityMode",
            NamedChoice.of(CapacityMode.PROVISIONED.key(), CapacityMode.PROVISIONED)
                    .or(CapacityMode.ON_DEMAND.key(), CapacityMode.ON_DEMAND),
            StreamSettings.DEFAULT.capacityMode());
    static final Setting<Integer> SHARDS =
            new Setting<>("shards", CountRange.upTo(StreamSettings.MAXIMUM_SHARDS), StreamSettings.DEFAULT.shards());
    static final Setting<Duration> RETENTION =
            new Setting<>("retention", DurationRange.between("24h", "365d"), StreamSettings.DEFAULT.retention());
    static final Setting<Optional<ByteSize>> RETENTION_SIZE = new Setting<>(
            "retentionSize",
            new FormattedText<>(
                    RETENTION_SIZES.allowed(),
                    StreamSettingKeys::retentionSize,
                    size -> size.map(ByteSize::toString).orElse("none")),
            StreamSettings.DEFAULT.retentionSize());
    static final Setting<ByteSize> MAXIMUM_RECORD_SIZE = new Setting<>(
            "maximumRecordSize",
            SizeRange.between(StreamSettings.LEAST_MAXIMUM_RECORD_SIZE, StreamSettings.GREATEST_MAXIMUM_RECORD_SIZE),
            StreamSettings.DEFAULT.maximumRecordSize());
    static final Setting<Boolean> THROUGHPUT_LIMITS =
            new Setting<>("throughputLimits", new YesNo(), StreamSettings.DEFAULT.throughputLimits());

    static final Setting<StartPosition> START_POSITION = new Setting<>(
            "startPosition",
            new FormattedText<>(
                    "TRIM_HORIZON, LATEST or a time such as AT_TIMESTAMP 2026-01-31T12:00:00Z",
                    StreamSettingKeys::startPosition,
                    StartPosition::toString),
            ConsumerGroupSettings.DEFAULT.startPosition());
    static final Setting<Duration> VISIBILITY_TIMEOUT = new Setting<>(
            "visibilityTimeout", DurationRange.between("0s", "12h"), ConsumerGroupSettings.DEFAULT.visibilityTimeout());

    /** The keys of a stream with a single value and a default, in the order of the documentation. */
    static final List<Setting<?>> OF_STREAM =
            List.of(CAPACITY_MODE, SHARDS, RETENTION, RETENTION_SIZE, MAXIMUM_RECORD_SIZE, THROUGHPUT_LIMITS);

    /** The keys of a consumer group with a single value and a default. */
    static final List<Setting<?>> OF_GROUP = List.of(START_POSITION, VISIBILITY_TIMEOUT);

    private StreamSettingKeys() {}

    private static Optional<Optional<ByteSize>> retentionSize(String text) {
        return RETENTION_SIZES.parse(new ScalarText(text, false)) instanceof Parsed.Accepted<ByteSize> accepted
                ? Optional.of(Optional.of(accepted.value()))
                : Optional.empty();
    }

    private static Optional<StartPosition> startPosition(String text) {
        try {
            return Optional.of(
                    text.startsWith(AT_TIMESTAMP)
                            ? new StartPosition.AtTimestamp(Instant.parse(text.substring(AT_TIMESTAMP.length())))
                            : StartPosition.parse(text));
        } catch (DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
