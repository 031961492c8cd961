package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.StartRefusedException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice run}: the broker in the foreground until SIGTERM or Ctrl-C. */
@Command(
        name = "run",
        description = "Starts the broker in the foreground. Ctrl-C or SIGTERM stops it.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Option(
            names = "--etc",
            paramLabel = "DIR",
            defaultValue = "${sys:sluice.home:-.}/etc",
            description = "Folder with broker.xml and the other settings (default: ${DEFAULT-VALUE}).")
    private Path etc = Path.of("etc");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:sluice.home:-.}/data",
            description = "Folder for the messages; made if missing (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Returns only if the broker could not start or failed: a stop on demand ends the process in the hook. */
    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (DataFolder folder = DataFolder.open(data)) {
            EtcFolder settings = EtcFolder.open(etc);
            settings.announce(folder);
            try (Composition composition = Composition.of(settings, folder);
                    StopOnSignal signals = StopOnSignal.install(composition.life(), err)) {
                out.println(composition.life().start());
                out.flush();
                err.println(composition.life().awaitFailure());
            }
        } catch (StartRefusedException e) {
            err.println("Sluice cannot start. " + e.getMessage());
        }
        err.flush();
        return FAILED;
    }
}
