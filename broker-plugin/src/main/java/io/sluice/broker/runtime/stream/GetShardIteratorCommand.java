package io.sluice.broker.runtime.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice stream get-shard-iterator}. */
@Command(
        name = "get-shard-iterator",
        description = "Prints an iterator for get-records as JSON; it is good for 5 minutes.")
final class GetShardIteratorCommand extends JsonCommand {

    @Option(names = "--stream-name", required = true, paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Option(names = "--shard-id", required = true, paramLabel = "SHARD", description = "The shard.")
    private String shard = "";

    @Option(
            names = "--shard-iterator-type",
            required = true,
            paramLabel = "TYPE",
            description = "TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER.")
    private String type = "";

    @Option(names = "--starting-sequence-number", paramLabel = "NUMBER", description = "For ..._SEQUENCE_NUMBER.")
    private @Nullable String number;

    @Option(names = "--timestamp", paramLabel = "TIME", description = "For AT_TIMESTAMP.")
    private @Nullable String timestamp;

    @Override
    String action() {
        return "GetShardIterator";
    }

    @Override
    void addTo(Map<String, @Nullable Object> fields) {
        fields.put("StreamName", stream);
        fields.put("ShardId", shard);
        fields.put("ShardIteratorType", type);
        fields.put("StartingSequenceNumber", number);
        fields.put("Timestamp", timestamp);
    }
}
