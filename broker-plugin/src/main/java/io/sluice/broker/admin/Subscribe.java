package io.sluice.broker.admin;

import io.sluice.broker.admin.SubscriptionAttributes.InvalidAttributeException;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a queue to a topic (SEMANTICS 3.3).
 *
 * <p>Fields: {@code TopicArn}, {@code Protocol} ({@code sqs}), {@code Endpoint} (the queue); optionally {@code FilterPolicy},
 * {@code FilterPolicyScope}, {@code RawMessageDelivery}, {@code RedrivePolicy}, and {@code SubscriptionName}, which SNS does
 * not have: with it, a JMS durable subscription of that name gets the filter policy too, and there need be no queue.
 */
public final class Subscribe {

    public static final String ACTION = "Subscribe";

    private static final String PROTOCOL = "Protocol";
    private static final String QUEUES = "sqs";
    private static final String ENDPOINT = "Endpoint";
    private static final String NAME = "SubscriptionName";
    private static final Set<String> ATTRIBUTES = Set.of(
            SubscriptionAttributes.FILTER_POLICY,
            SubscriptionAttributes.FILTER_POLICY_SCOPE,
            SubscriptionAttributes.RAW_MESSAGE_DELIVERY,
            SubscriptionAttributes.REDRIVE_POLICY);

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public Subscribe(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        Optional<String> topic = TopicReplies.topicOf(request);
        if (topic.isEmpty()) {
            return TopicReplies.noTopicIn(request);
        }
        if (!topics.may(TopicAdministration.Right.SUBSCRIBE, topic.get())) {
            return TopicReplies.denied("subscribe to", topic.get());
        }
        Optional<TopicSettings> settings = topics.topic(topic.get());
        if (settings.isEmpty()) {
            return TopicReplies.noSuchTopic();
        }
        String endpoint = request.field(ENDPOINT);
        String name = request.field(NAME);
        Optional<ControlReply.Refused> refusal = refusalOf(request, topic.get(), endpoint, name);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<String> queue = Optional.ofNullable(endpoint).map(TopicArn::queue);
        try {
            SubscriptionSettings asked = new SubscriptionAttributes(topics, topic.get())
                    .change(
                            new SubscriptionSettings(queue, Optional.empty(), Optional.empty(), Optional.empty()),
                            attributesIn(request));
            return subscribe(
                    topic.get(),
                    settings.get(),
                    name,
                    asked,
                    !attributesIn(request).isEmpty());
        } catch (InvalidFilterPolicyException e) {
            return new ControlReply.Refused(ErrorCode.INVALID_PARAMETER, e.onSubscribe());
        } catch (InvalidAttributeException e) {
            return TopicReplies.invalid("Attributes Reason: " + e.getMessage());
        }
    }

    private Optional<ControlReply.Refused> refusalOf(
            ControlRequest request, String topic, @Nullable String endpoint, @Nullable String name) {
        Optional<String> violation = Optional.ofNullable(name).flatMap(TopicNameRule::violationBySubscription);
        if (violation.isPresent()) {
            return Optional.of(TopicReplies.invalid(NAME + " Reason: " + name + " " + violation.get()));
        }
        if (endpoint == null) {
            return name == null ? Optional.of(TopicReplies.missing(ENDPOINT)) : Optional.empty();
        }
        String protocol = request.field(PROTOCOL);
        if (protocol == null) {
            return Optional.of(TopicReplies.missing(PROTOCOL));
        }
        if (!protocol.equals(QUEUES)) {
            return Optional.of(TopicReplies.invalid("Amazon SNS does not support this protocol string: " + protocol));
        }
        return refusalOfQueue(topic, TopicArn.queue(endpoint));
    }

    private Optional<ControlReply.Refused> refusalOfQueue(String topic, String queue) {
        Optional<String> wrongKind = TopicNameRule.refusalOfQueue(topic, queue);
        if (wrongKind.isPresent()) {
            return Optional.of(TopicReplies.invalid("Endpoint Reason: " + wrongKind.get()));
        }
        if (!topics.maySend(queue)) {
            return Optional.of(new ControlReply.Refused(
                    ErrorCode.AUTHORIZATION_ERROR, "The caller may not send to queue " + queue + "."));
        }
        if (!topics.exists(queue)) {
            return Optional.of(TopicReplies.invalid("SQS endpoint ARN Reason: queue " + queue + " does not exist"));
        }
        return TopicNameRule.isFifo(queue) && !topics.keepsOrder(queue)
                ? Optional.of(TopicReplies.invalid(
                        "SQS endpoint ARN Reason: queue " + queue + " is not configured, so it keeps no order"))
                : Optional.empty();
    }

    private static Map<String, String> attributesIn(ControlRequest request) {
        Map<String, String> attributes = new HashMap<>(request.fields());
        attributes.keySet().retainAll(ATTRIBUTES);
        return attributes;
    }

    /** As in SNS, a topic has one subscription for each endpoint, and asking for it again is no error. */
    private ControlReply subscribe(
            String topic,
            TopicSettings settings,
            @Nullable String name,
            SubscriptionSettings asked,
            boolean hasAttributes) {
        for (Map.Entry<String, SubscriptionSettings> existing :
                settings.subscriptions().entrySet()) {
            boolean isSame = name == null
                    ? existing.getValue().queue().equals(asked.queue())
                    : existing.getKey().equals(name);
            if (isSame) {
                boolean differs = hasAttributes && !existing.getValue().equals(asked)
                        || !existing.getValue().queue().equals(asked.queue());
                return differs
                        ? TopicReplies.invalid(
                                "Attributes Reason: Subscription already exists with different attributes")
                        : done(topic, existing.getKey());
            }
        }
        String added = name == null ? topics.newSubscriptionName() : name;
        topics.subscribe(topic, added, asked);
        return done(topic, added);
    }

    private static ControlReply done(String topic, String subscription) {
        return new ControlReply.Done(
                Map.of("action", ACTION, TopicReplies.SUBSCRIPTION_ARN, TopicArn.of(topic, subscription)));
    }
}
