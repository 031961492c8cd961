package io.sluice.broker.runtime.stream;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice stream get-records}. */
@Command(name = "get-records", description = "Prints the records behind an iterator, and the next iterator, as JSON.")
final class GetRecordsCommand extends JsonCommand {

    @Option(names = "--shard-iterator", required = true, paramLabel = "ITERATOR", description = "Where to begin.")
    private String iterator = "";

    @Option(names = "--limit", paramLabel = "N", description = "Records, 1 to 10000 (default: 10000).")
    private @Nullable Integer limit;

    @Override
    String action() {
        return "GetRecords";
    }

    @Override
    void addTo(Map<String, @Nullable Object> fields) {
        fields.put("ShardIterator", iterator);
        fields.put("Limit", limit);
    }
}
