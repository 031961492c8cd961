package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice uninstall DIR}. */
@Command(
        mixinStandardHelpOptions = true,
        name = "uninstall",
        description =
                "Takes out of an Artemis instance what \"install\" put in. Messages stay, and Artemis reads them.")
public final class UninstallCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Parameters(paramLabel = "DIR", description = "Folder of the instance.")
    private Path folder = Path.of("");

    @Option(names = "--dry-run", description = "Says what would be changed, and changes nothing.")
    private boolean dryRun;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ArtemisInstance instance = ArtemisInstance.open(folder);
            if (instance.isRunning() && !dryRun) {
                throw new InstallRefusedException("The broker in " + instance.folder()
                        + " is running, and needs the jar until it has stopped. Stop it first.");
            }
            out.println("Sluice in " + instance.folder());
            Changes changes = new Changes(out, instance.folder(), dryRun);
            new Removal(instance, changes).uninstall();
            if (changes.count() == 0) {
                out.println("Sluice is not installed there; nothing was changed.");
            } else if (dryRun) {
                out.println("Nothing was changed.");
            }
            out.flush();
            return 0;
        } catch (InstallRefusedException e) {
            out.flush();
            err.println("Sluice was not uninstalled. " + e.getMessage());
        } catch (IOException e) {
            out.flush();
            err.println("Sluice was not uninstalled in full: " + e + ". Run the command again when that is mended.");
        }
        err.flush();
        return FAILED;
    }
}
