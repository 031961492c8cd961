package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice stream split}. */
@Command(name = "split", description = "Splits a shard in two; its records stay where they are.")
final class SplitCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "SHARD", description = "The shard, as in shardId-000000000000.")
    private String shard = "";

    @Option(names = "--at", paramLabel = "HASHKEY", description = "Lowest key of the upper part (default: the middle).")
    private @Nullable String at;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Optional<String> key = Optional.ofNullable(at);
        if (key.isEmpty()) {
            Optional<ControlAnswer> shards =
                    ask(broker, screen, "ListShards", Map.of("StreamName", stream, "MaxResults", 10_000));
            if (shards.isEmpty()) {
                return FAILED;
            }
            key = ShardLine.of(Members.of(shards.get().body())).stream()
                    .filter(found -> found.id().equals(shard))
                    .map(found -> found.middle().toString())
                    .findFirst();
        }
        Map<String, String> fields =
                Map.of("StreamName", stream, "ShardToSplit", shard, "NewStartingHashKey", key.orElse("0"));
        return change(broker, screen, "SplitShard", fields, "split " + shard + " of " + stream);
    }
}
