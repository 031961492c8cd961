package io.sluice.broker.runtime;

import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice topic}: the topics of a running broker. */
@Command(
        name = "topic",
        description = "Creates, deletes and shows the topics of a running broker and their subscriptions.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class TopicCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "create", description = "Creates a topic; one that exists stays as it is.")
    int create(
            @Parameters(paramLabel = "TOPIC", description = "Its name; that of a FIFO topic ends with .fifo.")
                    String name,
            @Option(
                            names = "--content-based-deduplication",
                            description = "FIFO topics: a message without an id is recognised by its body.")
                    boolean contentBased,
            @Option(
                            names = "--throughput-scope",
                            paramLabel = "SCOPE",
                            description = "FIFO topics: within what an id is unique, Topic or MessageGroup.")
                    @Nullable
                    String scope,
            @Mixin BrokerOptions options) {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("Name", name));
        if (contentBased) {
            fields.put("ContentBasedDeduplication", true);
        }
        if (scope != null) {
            fields.put("FifoThroughputScope", scope);
        }
        return questions(options).ask("CreateTopic", fields);
    }

    @Command(name = "delete", description = "Deletes a topic with its subscriptions; queues stay.")
    int delete(
            @Parameters(paramLabel = "TOPIC", description = "Name or ARN.") String topic,
            @Mixin BrokerOptions options) {
        return questions(options).ask("DeleteTopic", Map.of("TopicArn", topic));
    }

    @Command(name = "list", description = "Shows the topics.")
    int list(@Mixin BrokerOptions options) {
        return questions(options).list("ListTopics", Map.of(), "Topics", TopicTables.TOPICS);
    }

    @Command(name = "subscriptions", description = "Shows the subscriptions of a topic, with what they have counted.")
    int subscriptions(
            @Parameters(paramLabel = "TOPIC", description = "Name or ARN.") String topic,
            @Mixin BrokerOptions options) {
        return questions(options)
                .list(
                        "ListSubscriptionsByTopic",
                        Map.of("TopicArn", topic),
                        "Subscriptions",
                        TopicTables.SUBSCRIPTIONS);
    }

    @Command(name = "set", description = "Changes one attribute of a subscription.")
    int set(
            @Parameters(index = "0", paramLabel = "SUBSCRIPTION", description = "ARN, or TOPIC:NAME.")
                    String subscription,
            @Parameters(
                            index = "1",
                            paramLabel = "ATTRIBUTE",
                            description =
                                    "FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy or DeliveryPolicy.")
                    String name,
            @Parameters(index = "2", paramLabel = "VALUE", arity = "0..1", description = "Nothing for the default.")
                    @Nullable
                    String value,
            @Mixin BrokerOptions options) {
        return questions(options)
                .ask(
                        "SetSubscriptionAttributes",
                        Map.of(
                                "SubscriptionArn",
                                subscription,
                                "AttributeName",
                                name,
                                "AttributeValue",
                                value == null ? "" : value));
    }

    private TopicQuestions questions(BrokerOptions options) {
        return new TopicQuestions(spec.commandLine(), options);
    }
}
