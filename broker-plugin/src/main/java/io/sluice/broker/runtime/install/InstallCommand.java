package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice install DIR}. */
@Command(
        mixinStandardHelpOptions = true,
        name = "install",
        description = {
            "Puts Sluice into an Artemis instance: copies the jar into lib, adds a sluice.yaml if there is none, and adds one"
                    + " element to etc/broker.xml. A copy of broker.xml is kept. Replaces another version."
        })
public final class InstallCommand implements Callable<Integer> {

    private static final int FAILED = 1;

    @Parameters(paramLabel = "DIR", description = "Folder of the instance, as \"artemis create\" made it.")
    private Path folder = Path.of("");

    @Option(names = "--dry-run", description = "Says what would be changed, and changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--jars",
            hidden = true,
            defaultValue = "${sys:sluice.home:-.}/broker-plugin/target/dropin",
            description = "Folder with the jar to install.")
    private Path jars = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            ArtemisInstance instance = ArtemisInstance.open(folder);
            DropInJar jar = DropInJar.in(jars);
            boolean running = instance.isRunning();
            out.println("Sluice " + jar.version() + " in " + instance.folder());
            Changes changes = new Changes(out, instance.folder(), dryRun);
            new Installation(instance, jar, changes).install();
            tellWhatIsNext(out, changes, running);
            for (String advice : Advice.on(Files.readString(instance.brokerXml()))) {
                out.println("Hint: " + advice);
            }
            out.flush();
            return 0;
        } catch (InstallRefusedException e) {
            out.flush();
            err.println("Sluice was not installed. " + e.getMessage());
        } catch (IOException e) {
            out.flush();
            err.println(
                    "Sluice was not installed, or not in full: " + e + ". Run the command again when that is mended.");
        }
        err.flush();
        return FAILED;
    }

    private void tellWhatIsNext(PrintWriter out, Changes changes, boolean running) {
        if (changes.count() == 0) {
            out.println("Everything is in place already; nothing was changed.");
        } else if (dryRun) {
            out.println("Nothing was changed.");
        } else if (running) {
            out.println("The broker is running and goes on as it was; it takes effect when you restart it.");
        } else {
            out.println("Name your queues in etc/sluice.yaml and start the broker.");
        }
    }
}
