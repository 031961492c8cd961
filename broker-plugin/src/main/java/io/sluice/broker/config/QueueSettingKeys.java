package io.sluice.broker.config;

import io.sluice.broker.config.value.CountRange;
import io.sluice.broker.config.value.DeduplicationScopeChoice;
import io.sluice.broker.config.value.DurationRange;
import io.sluice.broker.config.value.GroupLimitChoice;
import io.sluice.broker.config.value.GroupText;
import io.sluice.broker.config.value.InFlightChoice;
import io.sluice.broker.config.value.LeaseStartChoice;
import io.sluice.broker.config.value.NameText;
import io.sluice.broker.config.value.RetryModeChoice;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.SizeRange;
import io.sluice.broker.config.value.YesNo;
import io.sluice.broker.fifo.DeduplicationScope;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.fifo.GroupLimit;
import io.sluice.broker.fifo.RetryMode;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.visibility.InFlightLimit;
import io.sluice.broker.visibility.LeaseStart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every key of a queue entry, with its range and default: the one list that reader, schema and document agree with. */
final class QueueSettingKeys {

    static final String QUEUES = "queues";

    static final Setting<Duration> VISIBILITY_TIMEOUT = new Setting<>(
            "visibilityTimeout",
            DurationRange.between("0s", "12h"),
            QueueSettings.DEFAULT.visibility().visibilityTimeout());
    static final Setting<InFlightLimit> MAX_IN_FLIGHT = new Setting<>(
            "maxInFlightPerConsumer",
            new InFlightChoice(),
            QueueSettings.DEFAULT.visibility().maxInFlightPerConsumer());
    static final Setting<LeaseStart> LEASE_START = new Setting<>(
            "leaseStart",
            new LeaseStartChoice(),
            QueueSettings.DEFAULT.visibility().leaseStart());
    static final Setting<Duration> DELAY =
            new Setting<>("delay", DurationRange.between("0s", "15m"), QueueSettings.DEFAULT.delay());
    static final Setting<Duration> RETENTION =
            new Setting<>("retention", DurationRange.between("60s", "14d"), QueueSettings.DEFAULT.retention());
    static final Setting<ByteSize> MAXIMUM_MESSAGE_SIZE = new Setting<>(
            "maximumMessageSize",
            SizeRange.between(QueueSettings.MINIMUM_SIZE_LIMIT, QueueSettings.MAXIMUM_SIZE_LIMIT),
            QueueSettings.DEFAULT.maximumMessageSize());

    static final Setting<GroupLimit> MAX_IN_FLIGHT_PER_GROUP =
            new Setting<>("maxInFlightPerGroup", new GroupLimitChoice(), FifoSettings.DEFAULT.maxInFlightPerGroup());
    static final Setting<RetryMode> RETRY_MODE =
            new Setting<>("retryMode", new RetryModeChoice(), FifoSettings.DEFAULT.retryMode());
    static final Setting<Optional<String>> DEFAULT_MESSAGE_GROUP =
            new Setting<>("defaultMessageGroup", new GroupText(), FifoSettings.DEFAULT.defaultMessageGroup());

    static final Setting<Boolean> CONTENT_BASED_DEDUPLICATION = new Setting<>(
            "contentBasedDeduplication",
            new YesNo(),
            FifoSettings.DEFAULT.deduplication().contentBased());
    static final Setting<DeduplicationScope> DEDUPLICATION_SCOPE = new Setting<>(
            "deduplicationScope",
            new DeduplicationScopeChoice(),
            FifoSettings.DEFAULT.deduplication().scope());

    static final String REDRIVE_POLICY = "redrivePolicy";
    /** Has no default: a redrive policy must name it. */
    static final Setting<String> DEAD_LETTER_QUEUE = new Setting<>("deadLetterQueue", new NameText(), "");
    /** Has no default: a redrive policy must name it. The 1 only stands in while the rest of a bad file is checked. */
    static final Setting<Integer> MAX_RECEIVE_COUNT =
            new Setting<>("maxReceiveCount", CountRange.upTo(RedrivePolicy.MAXIMUM_RECEIVE_COUNT), 1);

    /** The keys with a single value and a default, in the order of the documentation. */
    static final List<Setting<?>> OF_QUEUE =
            List.of(VISIBILITY_TIMEOUT, MAX_IN_FLIGHT, LEASE_START, DELAY, RETENTION, MAXIMUM_MESSAGE_SIZE);

    /** The keys that only FIFO queues have, each with a single value and a default. */
    static final List<Setting<?>> OF_FIFO_QUEUE = List.of(
            MAX_IN_FLIGHT_PER_GROUP,
            RETRY_MODE,
            DEFAULT_MESSAGE_GROUP,
            CONTENT_BASED_DEDUPLICATION,
            DEDUPLICATION_SCOPE);

    /** The keys inside a redrive policy, both required. */
    static final List<Setting<?>> OF_REDRIVE_POLICY = List.of(DEAD_LETTER_QUEUE, MAX_RECEIVE_COUNT);

    private QueueSettingKeys() {}
}
