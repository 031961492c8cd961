package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import java.time.Duration;
import java.util.Map;

/** Keeps records longer, or not so long. Fields: {@code StreamName} or {@code StreamARN}, {@code RetentionPeriodHours}. */
final class ChangeRetention {

    static final int LEAST_HOURS = 24;
    static final int GREATEST_HOURS = 8760;

    private ChangeRetention() {}

    static Map<String, ?> increase(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        return change(request, streams, 1);
    }

    static Map<String, ?> decrease(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        return change(request, streams, -1);
    }

    private static Map<String, ?> change(StreamRequest request, StreamAdministration streams, int direction)
            throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.CHANGE, request.stream());
        int hours = request.number(CreateStream.RETENTION, LEAST_HOURS, GREATEST_HOURS);
        long current = stream.settings().retention().toHours();
        if (Long.compare(hours, current) == -direction) {
            throw RequestRefusedException.invalid("Requested retention period (" + hours + " hours) for stream "
                    + stream.name() + " can not be " + (direction > 0 ? "shorter" : "longer")
                    + " than existing retention period (" + current + " hours). Use "
                    + (direction > 0 ? "Decrease" : "Increase") + "StreamRetentionPeriod API.");
        }
        DeleteStream.requireNotOfFile(streams, stream.name(), "change the retention of");
        streams.changeRetention(stream.name(), Duration.ofHours(hours));
        return Map.of();
    }
}
