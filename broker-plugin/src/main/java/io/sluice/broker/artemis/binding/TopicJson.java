package io.sluice.broker.artemis.binding;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.io.StringReader;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.json.JsonObjectBuilder;
import org.apache.activemq.artemis.utils.JsonLoader;

/** Topics and subscriptions as they are stored. Fields may be added; one that is missing when read has its default. */
final class TopicJson {

    private static final String CONTENT_BASED = "contentBasedDeduplication";
    private static final String DEDUPLICATION_SCOPE = "deduplicationScope";
    private static final String QUEUE = "queue";
    private static final String ENDPOINT = "endpoint";
    private static final String RAW = "rawMessageDelivery";
    private static final String DELIVERY_POLICY = "deliveryPolicy";
    private static final String POLICY = "filterPolicy";
    private static final String POLICY_SCOPE = "filterPolicyScope";
    private static final String DEAD_LETTER_QUEUE = "deadLetterQueue";

    private TopicJson() {}

    static String write(TopicSettings topic) {
        return JsonLoader.createObjectBuilder()
                .add(CONTENT_BASED, topic.contentBasedDeduplication())
                .add(DEDUPLICATION_SCOPE, topic.deduplicationScope().name())
                .build()
                .toString();
    }

    static TopicSettings readTopic(String text) {
        JsonObject json = JsonLoader.readObject(new StringReader(text));
        return new TopicSettings(
                Map.of(),
                json.getBoolean(CONTENT_BASED, false),
                TopicDeduplicationScope.valueOf(
                        json.getString(DEDUPLICATION_SCOPE, TopicDeduplicationScope.TOPIC.name())));
    }

    static String write(SubscriptionSettings subscription) {
        JsonObjectBuilder json = JsonLoader.createObjectBuilder();
        subscription.queue().ifPresent(queue -> json.add(QUEUE, queue));
        subscription
                .filterPolicy()
                .ifPresent(policy -> json.add(POLICY, policy.json())
                        .add(POLICY_SCOPE, policy.scope().spelling()));
        subscription.endpoint().ifPresent(endpoint -> json.add(ENDPOINT, endpoint.toString()));
        json.add(RAW, subscription.isRaw());
        subscription.deliveryPolicy().ifPresent(policy -> json.add(DELIVERY_POLICY, policy));
        subscription.deadLetterQueue().ifPresent(queue -> json.add(DEAD_LETTER_QUEUE, queue));
        return json.build().toString();
    }

    /** @throws IllegalArgumentException if this version does not take the policy */
    static SubscriptionSettings readSubscription(String text) {
        JsonObject json = JsonLoader.readObject(new StringReader(text));
        return new SubscriptionSettings(
                text(json, QUEUE),
                text(json, ENDPOINT).map(URI::create),
                json.getBoolean(RAW, true),
                text(json, POLICY).map(policy -> policy(policy, text(json, POLICY_SCOPE))),
                text(json, DELIVERY_POLICY),
                text(json, DEAD_LETTER_QUEUE));
    }

    private static FilterPolicy policy(String json, Optional<String> scope) {
        try {
            return FilterPolicy.parse(
                    json,
                    scope.isPresent() ? FilterPolicyScope.parse(scope.get()) : FilterPolicyScope.MESSAGE_ATTRIBUTES);
        } catch (InvalidFilterPolicyException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Optional<String> text(JsonObject json, String name) {
        return json.containsKey(name) ? Optional.of(json.getString(name)) : Optional.empty();
    }
}
