package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import io.sluice.broker.queue.QueueCatalog;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads one entry under {@code subscriptions} of a topic. */
final class SubscriptionReader {

    private static final List<String> KEYS = Stream.concat(
                    TopicSettingKeys.OF_SUBSCRIPTION.stream().map(Setting::key),
                    Stream.of(
                            TopicSettingKeys.FILTER_POLICY,
                            TopicSettingKeys.REDRIVE_POLICY,
                            DeliveryPolicyKeys.DELIVERY_POLICY))
            .toList();
    private static final List<String> KEYS_OF_REDRIVE_POLICY = List.of(TopicSettingKeys.DEAD_LETTER_QUEUE.key());

    private final String topic;
    private final QueueCatalog queues;
    private final Problems problems;

    /** @param queues the queues of the file */
    SubscriptionReader(String topic, QueueCatalog queues, Problems problems) {
        this.topic = topic;
        this.queues = queues;
        this.problems = problems;
    }

    SubscriptionEntry read(String path, MappingReader.Entry entry) {
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        mapping.refuseOtherKeys(KEYS, key -> Optional.empty());
        Optional<EndpointSubscription> push = readPush(entry.key(), mapping);
        Optional<String> queue = push.map(EndpointSubscription::queue)
                .or(() -> checked(mapping, TopicSettingKeys.QUEUE, TopicNameRule::refusalOfQueue));
        FilterPolicyScope scope = mapping.value(TopicSettingKeys.FILTER_POLICY_SCOPE);
        Optional<FilterPolicy> policy =
                mapping.entry(TopicSettingKeys.FILTER_POLICY).flatMap(found -> readPolicy(mapping, found, scope));
        if (push.isEmpty()) {
            refuseKeysOfEndpoints(mapping);
        }
        Optional<String> deadLetterQueue =
                mapping.entry(TopicSettingKeys.REDRIVE_POLICY).flatMap(found -> readRedrivePolicy(mapping, found));
        return new SubscriptionEntry(
                new SubscriptionSettings(queue, push.map(EndpointSubscription::endpoint), policy, deadLetterQueue),
                push.map(found -> found.withDeadLetterQueue(deadLetterQueue)));
    }

    private Optional<EndpointSubscription> readPush(String name, MappingReader mapping) {
        Optional<URI> endpoint = mapping.value(TopicSettingKeys.ENDPOINT);
        if (endpoint.isEmpty()) {
            return Optional.empty();
        }
        String key = TopicSettingKeys.ENDPOINT.key();
        if (mapping.entry(TopicSettingKeys.QUEUE.key()).isPresent()) {
            refuse(mapping, key, "stands beside " + TopicSettingKeys.QUEUE.key() + "; a subscription has one of them");
        }
        if (TopicNameRule.isFifo(topic)) {
            refuse(mapping, key, "belongs to a FIFO topic, which delivers to queues only");
        }
        return Optional.of(new EndpointSubscription(
                topic,
                name,
                endpoint.get(),
                mapping.value(TopicSettingKeys.RAW_MESSAGE_DELIVERY),
                mapping.entry(DeliveryPolicyKeys.DELIVERY_POLICY)
                        .flatMap(found -> new DeliveryPolicyReader(problems).read(mapping.pathOf(found.key()), found)),
                Optional.empty(),
                EndpointSubscription.queueOf(topic, name)));
    }

    private void refuse(MappingReader mapping, String key, String reason) {
        problems.add(
                mapping.entry(key).map(MappingReader.Entry::line).orElse(0),
                Code.INVALID_VALUE,
                mapping.pathOf(key) + " " + reason);
    }

    /** A queue, refused unless the rule has nothing against it. */
    private Optional<String> checked(
            MappingReader mapping,
            Setting<Optional<String>> setting,
            BiFunction<String, String, Optional<String>> refusalOf) {
        Optional<String> queue = mapping.value(setting);
        queue.flatMap(name -> refusalOf.apply(topic, name).or(() -> refusalOfUnconfigured(name)))
                .ifPresent(refusal -> problems.add(
                        mapping.entry(setting.key())
                                .map(MappingReader.Entry::line)
                                .orElse(0),
                        Code.QUEUE_OF_OTHER_KIND,
                        mapping.pathOf(setting.key()) + " is " + Problems.shown(queue.orElse("")) + "; " + refusal));
        return queue;
    }

    private Optional<String> refusalOfUnconfigured(String queue) {
        return TopicNameRule.isFifo(queue) && queues.settingsOf(queue).isEmpty()
                ? Optional.of("only a FIFO queue that has an entry under queues keeps its order: add it there")
                : Optional.empty();
    }

    /** What only says something about what is pushed. */
    private void refuseKeysOfEndpoints(MappingReader mapping) {
        if (mapping.entry(DeliveryPolicyKeys.DELIVERY_POLICY).isPresent()) {
            refuse(
                    mapping,
                    DeliveryPolicyKeys.DELIVERY_POLICY,
                    "stands without " + TopicSettingKeys.ENDPOINT.key() + ", to which it belongs");
        }
        if (!mapping.value(TopicSettingKeys.RAW_MESSAGE_DELIVERY)) {
            String key = TopicSettingKeys.RAW_MESSAGE_DELIVERY.key();
            problems.add(
                    mapping.entry(key).map(MappingReader.Entry::line).orElse(0),
                    Code.NOT_IN_THIS_VERSION,
                    mapping.pathOf(key) + " is false: this version of Sluice has no envelope of SNS for queues yet");
        }
    }

    /** The policy stands in the file as YAML, or as a text that is JSON. */
    private Optional<FilterPolicy> readPolicy(
            MappingReader mapping, MappingReader.Entry entry, FilterPolicyScope scope) {
        String path = mapping.pathOf(entry.key());
        try {
            return Optional.of(FilterPolicy.parse(jsonOf(entry.value()), scope));
        } catch (JsonOfYaml.NotJsonException e) {
            problems.add(entry.line(), Code.INVALID_VALUE, path + " " + e.getMessage());
        } catch (InvalidFilterPolicyException e) {
            problems.add(entry.line(), Code.INVALID_VALUE, path + " is refused. " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String jsonOf(Node node) throws JsonOfYaml.NotJsonException {
        return node instanceof ScalarNode scalar && !MappingReader.isNull(node)
                ? scalar.getValue()
                : JsonOfYaml.of(node);
    }

    private Optional<String> readRedrivePolicy(MappingReader mapping, MappingReader.Entry entry) {
        String path = mapping.pathOf(entry.key());
        if (!(entry.value() instanceof MappingNode)) {
            problems.add(
                    entry.line(),
                    Code.INVALID_VALUE,
                    path + " must hold the key " + TopicSettingKeys.DEAD_LETTER_QUEUE.key());
            return Optional.empty();
        }
        MappingReader policy = MappingReader.of(path, entry.value(), problems);
        policy.refuseOtherKeys(KEYS_OF_REDRIVE_POLICY, key -> Optional.empty());
        policy.requiredValue(TopicSettingKeys.DEAD_LETTER_QUEUE, entry.line());
        return policy.entry(TopicSettingKeys.DEAD_LETTER_QUEUE.key()).isEmpty()
                ? Optional.empty()
                : checked(policy, TopicSettingKeys.DEAD_LETTER_QUEUE, TopicNameRule::refusalOfDeadLetterQueue);
    }
}
