package io.sluice.broker.runtime;

import io.sluice.broker.runtime.install.InstallCommand;
import io.sluice.broker.runtime.install.UninstallCommand;
import io.sluice.broker.runtime.stream.StreamCommand;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command {@code sluice}. Exit codes: 0 done, 1 refused or failed with the reason on stderr, 2 wrong usage. */
@Command(
        name = "sluice",
        description = "Amazon SQS, SNS and Kinesis behaviours for the clients of an Apache Artemis broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            TopicCommand.class,
            SubscribeCommand.class,
            UnsubscribeCommand.class,
            RedriveCommand.class,
            StreamCommand.class,
            InstallCommand.class,
            UninstallCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                    .orElse("development build");
            return new String[] {"Sluice " + version};
        }
    }
}
