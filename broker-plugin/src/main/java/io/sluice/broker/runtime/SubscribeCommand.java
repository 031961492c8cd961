package io.sluice.broker.runtime;

import io.sluice.broker.runtime.client.BrokerOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice subscribe}: subscribes a queue or an endpoint to a topic of a running broker. */
@Command(
        name = "subscribe",
        description = "Subscribes a queue or an endpoint to a topic of a running broker.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
final class SubscribeCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "TOPIC", description = "Name or ARN.")
    private String topic = "";

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            arity = "0..1",
            description = {
                "A queue; or an endpoint: a URL, mailto:ADDRESS, email-json:ADDRESS, function:NAME.",
                "Without one, the subscription is for JMS durable subscribers of its name."
            })
    private @Nullable String target;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the subscription (default: a random one).")
    private @Nullable String name;

    @Option(names = "--filter", paramLabel = "POLICY", description = "Filter policy, as JSON.")
    private @Nullable String filter;

    @Option(names = "--filter-body", description = "The filter policy looks at the body instead of the attributes.")
    private boolean isOfBody;

    @Option(names = "--envelope", description = "Deliver in the JSON envelope of SNS.")
    private boolean isEnveloped;

    @Option(names = "--dead-letters", paramLabel = "QUEUE", description = "Where goes what cannot be delivered.")
    private @Nullable String deadLetterQueue;

    @Option(names = "--delivery-policy", paramLabel = "POLICY", description = "Retries of an endpoint, as JSON.")
    private @Nullable String deliveryPolicy;

    @Mixin
    private BrokerOptions options = new BrokerOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Map<String, Object> fields = new LinkedHashMap<>(Map.of("TopicArn", topic, "ReturnSubscriptionArn", true));
        if (target != null) {
            fields.put("Protocol", protocolOf(target));
            fields.put("Endpoint", target);
        }
        put(fields, "SubscriptionName", name);
        put(fields, "FilterPolicy", filter);
        put(fields, "FilterPolicyScope", isOfBody ? "MessageBody" : null);
        put(fields, "RawMessageDelivery", isEnveloped ? "false" : null);
        put(
                fields,
                "RedrivePolicy",
                deadLetterQueue == null ? null : "{\"deadLetterTargetArn\":\"" + deadLetterQueue + "\"}");
        put(fields, "DeliveryPolicy", deliveryPolicy);
        return new TopicQuestions(spec.commandLine(), options).ask("Subscribe", fields);
    }

    /** The scheme of a URI says it; an ARN, and what has no scheme, is a queue. */
    private static String protocolOf(String target) {
        int colon = target.indexOf(':');
        String scheme = colon < 0 || target.startsWith("arn:") ? "sqs" : target.substring(0, colon);
        return scheme.equals("mailto") ? "email" : scheme;
    }

    private static void put(Map<String, Object> fields, String field, @Nullable String value) {
        if (value != null) {
            fields.put(field, value);
        }
    }
}
