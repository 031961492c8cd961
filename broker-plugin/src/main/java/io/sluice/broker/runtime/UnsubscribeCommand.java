package io.sluice.broker.runtime;

import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice unsubscribe}: ends a subscription of a running broker. */
@Command(
        name = "unsubscribe",
        description = "Ends a subscription of a topic of a running broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class UnsubscribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "SUBSCRIPTION", description = "ARN, or TOPIC:NAME.")
    private String subscription = "";

    @Mixin
    private BrokerOptions options = new BrokerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return new TopicQuestions(spec.commandLine(), options)
                .ask("Unsubscribe", Map.of("SubscriptionArn", subscription));
    }
}
