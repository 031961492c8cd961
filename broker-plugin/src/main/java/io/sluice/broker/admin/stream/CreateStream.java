package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.StreamSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Creates a stream. Fields: {@code StreamName}; optional {@code ShardCount}, {@code StreamMode} ({@code PROVISIONED},
 * {@code ON_DEMAND}), {@code MaxRecordSizeInKiB}, and {@code RetentionPeriodHours}.
 */
final class CreateStream implements StreamAction {

    static final String RETENTION = "RetentionPeriodHours";

    private static final String NAME = "StreamName";
    private static final String SHARDS = "ShardCount";
    private static final String MODE = "StreamMode";
    private static final String RECORD_SIZE = "MaxRecordSizeInKiB";
    private static final int LEAST_RECORD_KIBIBYTES = 1024;
    private static final int GREATEST_RECORD_KIBIBYTES = 10_240;

    @Override
    public Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        String name = request.streamIn(NAME);
        StreamAccess.requireRight(streams, Right.CREATE, name);
        StreamSettings settings = settings(request);
        if (streams.find(name).isPresent()) {
            throw new RequestRefusedException(
                    ErrorCode.RESOURCE_IN_USE,
                    "Stream " + name + " under account " + StreamArn.ACCOUNT + " already exists.");
        }
        Optional<String> obstacle = streams.obstacle(name);
        if (obstacle.isPresent()) {
            throw RequestRefusedException.invalid(NAME + " " + name + " " + obstacle.get());
        }
        streams.create(name, settings);
        return Map.of();
    }

    private static StreamSettings settings(StreamRequest request) throws RequestRefusedException {
        CapacityMode mode = mode(request);
        boolean isOnDemand = mode == CapacityMode.ON_DEMAND;
        int shards = request.number(
                SHARDS,
                1,
                StreamSettings.MAXIMUM_SHARDS,
                isOnDemand ? StreamSettings.ON_DEMAND_SHARDS : StreamSettings.DEFAULT.shards());
        if (isOnDemand && request.optional(SHARDS).isPresent()) {
            throw new RequestRefusedException(
                    ErrorCode.VALIDATION, SHARDS + " cannot be given for a stream whose " + MODE + " is ON_DEMAND.");
        }
        int kibibytes =
                request.number(RECORD_SIZE, LEAST_RECORD_KIBIBYTES, GREATEST_RECORD_KIBIBYTES, LEAST_RECORD_KIBIBYTES);
        int hours = request.number(
                RETENTION, ChangeRetention.LEAST_HOURS, ChangeRetention.GREATEST_HOURS, ChangeRetention.LEAST_HOURS);
        return new StreamSettings(
                mode,
                shards,
                Duration.ofHours(hours),
                Optional.empty(),
                ByteSize.ofKibibytes(kibibytes),
                StreamSettings.DEFAULT.throughputLimits(),
                Map.of());
    }

    private static CapacityMode mode(StreamRequest request) throws RequestRefusedException {
        String text = request.optional(MODE).orElse("PROVISIONED");
        return switch (text) {
            case "PROVISIONED" -> CapacityMode.PROVISIONED;
            case "ON_DEMAND" -> CapacityMode.ON_DEMAND;
            default ->
                throw RequestRefusedException.constraint(
                        MODE, text, "satisfy enum value set: [PROVISIONED, ON_DEMAND]");
        };
    }
}
