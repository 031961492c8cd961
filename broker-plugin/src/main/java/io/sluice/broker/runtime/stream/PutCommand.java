package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice stream put}. */
@Command(
        name = "put",
        description = {
            "Puts text records into a stream and shows the shard and the sequence number of each.",
            "Without DATA each line of standard input is a record."
        })
final class PutCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1..*", paramLabel = "DATA", arity = "0..*", description = "Each is a record.")
    private List<String> data = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "Partition key: records of one key are in one shard, in order (default: spread over the shards).")
    private @Nullable String key;

    @Option(
            names = "--hash-key",
            paramLabel = "N",
            description = "Explicit hash key, instead of that of the partition key.")
    private @Nullable String hashKey;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        for (String record : data) {
            if (!put(broker, screen, record)) {
                return FAILED;
            }
        }
        return data.isEmpty() ? putLines(broker, screen) : 0;
    }

    private int putLines(ControlConnection broker, Screen screen) throws ControlException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!put(broker, screen, line)) {
                    return FAILED;
                }
            }
            return 0;
        } catch (IOException e) {
            screen.error("Standard input cannot be read: " + e.getMessage());
            return FAILED;
        }
    }

    private boolean put(ControlConnection broker, Screen screen, String record) throws ControlException {
        Map<String, Object> fields = new HashMap<>(Map.of("StreamName", stream));
        fields.put("Data", Base64.getEncoder().encodeToString(record.getBytes(StandardCharsets.UTF_8)));
        if (key != null) {
            fields.put("PartitionKey", key);
        }
        if (hashKey != null) {
            fields.put("ExplicitHashKey", hashKey);
        }
        Optional<ControlAnswer> answer = ask(broker, screen, "PutRecord", fields);
        answer.ifPresent(
                ok -> screen.line(screen.isJson() ? ok.json() : ok.text("ShardId") + "  " + ok.text("SequenceNumber")));
        return answer.isPresent();
    }
}
