package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice stream create}. */
@Command(name = "create", description = "Creates a stream; it is kept over restarts without being in sluice.yaml.")
final class CreateCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream = "";

    @Option(names = "--shards", paramLabel = "N", description = "Shards to begin with, 1 to 10000 (default: 1).")
    private @Nullable Integer shards;

    @Option(names = "--on-demand", description = "The stream changes its shards by itself.")
    private boolean isOnDemand;

    @Option(names = "--retention-hours", paramLabel = "N", description = "24 to 8760 (default: 24).")
    private @Nullable Integer hours;

    @Option(names = "--maximum-record-kib", paramLabel = "N", description = "1024 to 10240 (default: 1024).")
    private @Nullable Integer kibibytes;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, Object> fields = new HashMap<>(Map.of("StreamName", stream));
        fields.put("StreamMode", isOnDemand ? "ON_DEMAND" : "PROVISIONED");
        put(fields, "ShardCount", shards);
        put(fields, "RetentionPeriodHours", hours);
        put(fields, "MaxRecordSizeInKiB", kibibytes);
        return change(broker, screen, "CreateStream", fields, "created " + stream);
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
