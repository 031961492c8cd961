package io.sluice.broker.runtime.stream;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code sluice stream list}. */
@Command(name = "list", description = "Shows the names of all streams.")
final class ListCommand extends StreamRequestCommand {

    @Override
    int run(ControlConnection broker, Screen screen) throws ControlException {
        Optional<ControlAnswer> answer = ask(broker, screen, "ListStreams", Map.of("Limit", 10_000));
        if (answer.isEmpty()) {
            return FAILED;
        }
        if (screen.isJson()) {
            screen.line(answer.get().json());
        } else {
            Members.of(answer.get().body()).texts("StreamNames").forEach(screen::line);
        }
        return 0;
    }
}
