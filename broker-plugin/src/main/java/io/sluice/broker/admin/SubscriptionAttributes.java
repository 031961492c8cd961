package io.sluice.broker.admin;

import io.sluice.broker.delivery.json.DeliveryPolicyJson;
import io.sluice.broker.delivery.json.InvalidDeliveryPolicyException;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.filter.FilterPolicy;
import io.sluice.broker.fanout.filter.FilterPolicyScope;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The attributes of a subscription as requests write them, and what they mean (SEMANTICS 3.3). */
final class SubscriptionAttributes {

    static final String FILTER_POLICY = "FilterPolicy";
    static final String FILTER_POLICY_SCOPE = "FilterPolicyScope";
    static final String RAW_MESSAGE_DELIVERY = "RawMessageDelivery";
    static final String REDRIVE_POLICY = "RedrivePolicy";

    static final String DELIVERY_POLICY = "DeliveryPolicy";
    static final Set<String> NAMES =
            Set.of(FILTER_POLICY, FILTER_POLICY_SCOPE, RAW_MESSAGE_DELIVERY, REDRIVE_POLICY, DELIVERY_POLICY);

    private static final String NO_POLICY = "{}";
    private static final Pattern DEAD_LETTER_TARGET =
            Pattern.compile("\\s*\\{\\s*\"deadLetterTargetArn\"\\s*:\\s*\"([^\"\\\\]+)\"\\s*}\\s*");

    private final TopicAdministration topics;
    private final String topic;

    SubscriptionAttributes(TopicAdministration topics, String topic) {
        this.topics = topics;
        this.topic = topic;
    }

    /** What is wrong with an attribute. */
    static final class InvalidAttributeException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidAttributeException(String message) {
            super(message);
        }
    }

    /**
     * The settings with other attributes.
     *
     * @param attributes by name; those that are not there stay as they are, and an empty one goes back to its default
     */
    SubscriptionSettings change(SubscriptionSettings settings, Map<String, String> attributes)
            throws InvalidAttributeException, InvalidFilterPolicyException {
        return settings.withRaw(raw(settings, attributes.get(RAW_MESSAGE_DELIVERY)))
                .withDeliveryPolicy(deliveryPolicy(settings, attributes.get(DELIVERY_POLICY)))
                .withFilterPolicy(policy(
                        settings.filterPolicy(), attributes.get(FILTER_POLICY), attributes.get(FILTER_POLICY_SCOPE)))
                .withDeadLetterQueue(deadLetterQueue(settings.deadLetterQueue(), attributes.get(REDRIVE_POLICY)));
    }

    private static boolean raw(SubscriptionSettings settings, @Nullable String text) throws InvalidAttributeException {
        if (text == null) {
            return settings.isRaw();
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw new InvalidAttributeException(
                    RAW_MESSAGE_DELIVERY + ": Invalid value [" + text + "]. Must be true or false.");
        }
        if (text.equals("true")
                && settings.endpoint().filter(EndpointProtocol::isMail).isPresent()) {
            throw new InvalidAttributeException(RAW_MESSAGE_DELIVERY + ": Delivery protocol ["
                    + settings.endpoint().map(EndpointProtocol::protocolOf).orElse("")
                    + "] does not support raw message delivery.");
        }
        return text.equals("true");
    }

    private static Optional<String> deliveryPolicy(SubscriptionSettings settings, @Nullable String json)
            throws InvalidAttributeException {
        if (json == null) {
            return settings.deliveryPolicy();
        }
        if (json.isBlank() || json.strip().equals(NO_POLICY)) {
            return Optional.empty();
        }
        if (settings.endpoint().isEmpty()) {
            throw new InvalidAttributeException(DELIVERY_POLICY + ": a queue is delivered to at once and needs none");
        }
        try {
            return Optional.of(DeliveryPolicyJson.parse(json).json());
        } catch (InvalidDeliveryPolicyException e) {
            throw new InvalidAttributeException(DELIVERY_POLICY + ": " + e.getMessage());
        }
    }

    private static Optional<FilterPolicy> policy(
            Optional<FilterPolicy> before, @Nullable String json, @Nullable String scopeText)
            throws InvalidFilterPolicyException {
        FilterPolicyScope scope = scopeText == null || scopeText.isEmpty()
                ? before.map(FilterPolicy::scope).orElse(FilterPolicyScope.MESSAGE_ATTRIBUTES)
                : FilterPolicyScope.parse(scopeText);
        String text = json == null ? before.map(FilterPolicy::json).orElse(NO_POLICY) : json;
        return text.isBlank() || text.strip().equals(NO_POLICY)
                ? Optional.empty()
                : Optional.of(FilterPolicy.parse(text, scope));
    }

    private Optional<String> deadLetterQueue(Optional<String> before, @Nullable String json)
            throws InvalidAttributeException {
        if (json == null) {
            return before;
        }
        if (json.isBlank() || json.strip().equals(NO_POLICY)) {
            return Optional.empty();
        }
        Matcher target = DEAD_LETTER_TARGET.matcher(json);
        if (!target.matches()) {
            throw new InvalidAttributeException(
                    REDRIVE_POLICY + ": must be {\"deadLetterTargetArn\": \"the name or ARN of a queue\"}");
        }
        String queue = TopicArn.queue(target.group(1));
        Optional<String> refusal = TopicNameRule.refusalOfDeadLetterQueue(topic, queue);
        if (refusal.isPresent()) {
            throw new InvalidAttributeException(REDRIVE_POLICY + ": " + refusal.get());
        }
        if (!topics.maySend(queue)) {
            throw new InvalidAttributeException(REDRIVE_POLICY + ": the caller may not send to queue " + queue);
        }
        if (!topics.exists(queue)) {
            throw new InvalidAttributeException(REDRIVE_POLICY + ": queue " + queue + " does not exist");
        }
        return Optional.of(queue);
    }

    /** The attributes as SNS shows them. */
    static Map<String, String> shown(SubscriptionSettings settings) {
        Map<String, String> attributes = new LinkedHashMap<>();
        settings.filterPolicy().ifPresent(policy -> {
            attributes.put(FILTER_POLICY, policy.json());
            attributes.put(FILTER_POLICY_SCOPE, policy.scope().spelling());
        });
        attributes.put(RAW_MESSAGE_DELIVERY, String.valueOf(settings.isRaw()));
        settings.deliveryPolicy().ifPresent(policy -> attributes.put(DELIVERY_POLICY, policy));
        settings.deadLetterQueue()
                .ifPresent(queue -> attributes.put(REDRIVE_POLICY, "{\"deadLetterTargetArn\":\"" + queue + "\"}"));
        return attributes;
    }
}
