package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice stream delete}. */
@Command(name = "delete", description = "Deletes a stream with all its records.")
final class DeleteCommand extends StreamRequestCommand {

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream = "";

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        return change(broker, screen, "DeleteStream", Map.of("StreamName", stream), "deleted " + stream);
    }
}
