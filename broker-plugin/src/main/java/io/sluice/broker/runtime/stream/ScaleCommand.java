package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream scale}. */
@Command(name = "scale", description = "Splits and merges until there are this many shards of one size.")
final class ScaleCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream.")
    private String stream = "";

    @Parameters(index = "1", paramLabel = "SHARDS", description = "From half to twice as many as there are.")
    private int shards;

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Map<String, Object> fields =
                Map.of("StreamName", stream, "TargetShardCount", shards, "ScalingType", "UNIFORM_SCALING");
        return change(broker, screen, "UpdateShardCount", fields, stream + " has " + shards + " shards");
    }
}
