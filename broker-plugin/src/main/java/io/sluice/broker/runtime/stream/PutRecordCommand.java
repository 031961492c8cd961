package io.sluice.broker.runtime.stream;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice stream put-record}. */
@Command(name = "put-record", description = "Puts one record and prints its shard and sequence number as JSON.")
final class PutRecordCommand extends JsonCommand {

    @Option(names = "--stream-name", required = true, paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Option(names = "--partition-key", paramLabel = "KEY", description = "1 to 256 characters.")
    private @Nullable String key;

    @Option(names = "--explicit-hash-key", paramLabel = "N", description = "Instead of that of the partition key.")
    private @Nullable String hashKey;

    @Option(names = "--data", required = true, paramLabel = "TEXT", description = "The record, as text.")
    private String data = "";

    @Option(names = "--base64", description = "The data is base64.")
    private boolean isBase64;

    @Override
    String action() {
        return "PutRecord";
    }

    @Override
    void addTo(Map<String, @Nullable Object> fields) {
        fields.put("StreamName", stream);
        fields.put("PartitionKey", key);
        fields.put("ExplicitHashKey", hashKey);
        fields.put("Data", isBase64 ? data : Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
    }
}
