package io.sluice.broker.runtime.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice stream describe-stream}. */
@Command(name = "describe-stream", description = "Prints what a stream consists of as JSON.")
final class DescribeStreamCommand extends JsonCommand {

    @Option(names = "--stream-name", required = true, paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Option(names = "--limit", paramLabel = "N", description = "Shards, 1 to 10000 (default: 100).")
    private @Nullable Integer limit;

    @Option(
            names = "--exclusive-start-shard-id",
            paramLabel = "SHARD",
            description = "Only the shards behind this one.")
    private @Nullable String start;

    @Override
    String action() {
        return "DescribeStream";
    }

    @Override
    void addTo(Map<String, @Nullable Object> fields) {
        fields.put("StreamName", stream);
        fields.put("Limit", limit);
        fields.put("ExclusiveStartShardId", start);
    }
}
