package io.sluice.broker.runtime;

import io.sluice.broker.artemis.client.ControlAnswer;
import io.sluice.broker.artemis.client.ControlConnection;
import io.sluice.broker.artemis.client.ControlException;
import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice redrive}: moves dead letters of a running broker back. */
@Command(
        name = "redrive",
        description = "Moves the messages of a dead-letter queue of a running broker back.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RedriveStartCommand.class)
final class RedriveCommand {

    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", description = "Shows the last tasks of a dead-letter queue, newest first.")
    int list(
            @Parameters(paramLabel = "QUEUE", description = "The dead-letter queue.") String source,
            @Option(
                            names = "--max",
                            defaultValue = "10",
                            description = "Tasks to show, 1 to 10 (default: ${DEFAULT-VALUE}).")
                    int maximum,
            @Mixin BrokerOptions options) {
        return ask(options, "ListMessageMoveTasks", Map.of("source", source, "maxResults", maximum));
    }

    @Command(name = "cancel", description = "Ends a running task; what it has moved stays moved.")
    int cancel(
            @Parameters(paramLabel = "HANDLE", description = "The taskHandle that start and list show.") String handle,
            @Mixin BrokerOptions options) {
        return ask(options, "CancelMessageMoveTask", Map.of("taskHandle", handle));
    }

    private int ask(BrokerOptions options, String action, Map<String, ?> fields) {
        RedriveReport report = new RedriveReport(
                spec.commandLine().getOut(), spec.commandLine().getErr(), options.isJson());
        try (ControlConnection broker = options.connect()) {
            ControlAnswer answer = broker.ask(action, fields);
            report.show(answer);
            return answer.isOk() ? 0 : FAILED;
        } catch (ControlException e) {
            report.failed(e);
            return FAILED;
        }
    }
}
