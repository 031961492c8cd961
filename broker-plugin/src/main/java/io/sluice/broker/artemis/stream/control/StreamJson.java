package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.StreamSettings;
import java.io.StringReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.utils.JsonLoader;

/** A stream as it is stored that a request has created. Fields may be added; one that is missing when read has its default. */
final class StreamJson {

    private static final String MODE = "capacityMode";
    private static final String SHARDS = "shards";
    private static final String RETENTION = "retentionMillis";
    private static final String RECORD_SIZE = "maximumRecordSizeBytes";

    private StreamJson() {}

    static String write(StreamSettings stream) {
        return JsonLoader.createObjectBuilder()
                .add(MODE, stream.capacityMode().name())
                .add(SHARDS, stream.shards())
                .add(RETENTION, stream.retention().toMillis())
                .add(RECORD_SIZE, stream.maximumRecordSize().bytes())
                .build()
                .toString();
    }

    /** @throws RuntimeException if it is not what {@link #write} gives */
    static StreamSettings read(String text) {
        JsonObject json = JsonLoader.readObject(new StringReader(text));
        StreamSettings otherwise = StreamSettings.DEFAULT;
        return new StreamSettings(
                CapacityMode.valueOf(
                        json.getString(MODE, otherwise.capacityMode().name())),
                json.getInt(SHARDS, otherwise.shards()),
                json.containsKey(RETENTION)
                        ? Duration.ofMillis(json.getJsonNumber(RETENTION).longValue())
                        : otherwise.retention(),
                Optional.empty(),
                json.containsKey(RECORD_SIZE)
                        ? new ByteSize(json.getJsonNumber(RECORD_SIZE).longValue())
                        : otherwise.maximumRecordSize(),
                otherwise.throughputLimits(),
                Map.of());
    }
}
