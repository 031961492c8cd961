package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream merge}. */
@Command(
        name = "merge",
        description = "Makes one shard of two whose keys are adjacent; their records stay where they are.")
final class MergeCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "SHARD", description = "One of them, as in shardId-000000000000.")
    private String one = "";

    @Parameters(index = "2", paramLabel = "SHARD", description = "The other.")
    private String other = "";

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, String> fields = Map.of("StreamName", stream, "ShardToMerge", one, "AdjacentShardToMerge", other);
        return change(broker, screen, "MergeShards", fields, "merged " + one + " and " + other + " of " + stream);
    }
}
