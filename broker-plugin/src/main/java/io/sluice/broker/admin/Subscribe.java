package io.sluice.broker.admin;

import io.sluice.broker.admin.SubscriptionAttributes.InvalidAttributeException;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.TopicSettings;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes a queue or an endpoint to a topic (SEMANTICS 3.3).
 *
 * <p>Fields: {@code TopicArn}, {@code Protocol} ({@code sqs}, {@code http}, {@code https}, {@code email}, {@code email-json},
 * {@code function}, or the scheme of another kind of endpoint), {@code Endpoint}; optionally {@code FilterPolicy}, {@code
 * FilterPolicyScope}, {@code RawMessageDelivery}, {@code RedrivePolicy}, {@code DeliveryPolicy}, {@code ReturnSubscriptionArn},
 * and {@code SubscriptionName}, which SNS does not have: with it, a JMS durable subscription of that name gets the filter
 * policy too, and there need be no endpoint.
 */
public final class Subscribe {

    public static final String ACTION = "Subscribe";

    private static final String PROTOCOL = "Protocol";
    private static final String QUEUES = "sqs";
    private static final String ENDPOINT = "Endpoint";
    private static final String NAME = "SubscriptionName";
    private static final String RETURN_ARN = "ReturnSubscriptionArn";
    private static final String PENDING = "pending confirmation";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public Subscribe(TopicAdministration topics) {
        this.topics = topics;
    }

    /** What a request asks for; one of the two is null. */
    private record Target(@Nullable SubscriptionSettings settings, ControlReply.@Nullable Refused refusal) {

        static Target of(SubscriptionSettings settings) {
            return new Target(settings, null);
        }

        static Target refused(ControlReply.Refused refusal) {
            return new Target(null, refusal);
        }
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request)
                .withSettings(
                        TopicAdministration.Right.SUBSCRIBE,
                        "subscribe to",
                        (topic, settings) -> subscribe(request, topic, settings));
    }

    private ControlReply subscribe(ControlRequest request, String topic, TopicSettings settings) {
        String name = request.field(NAME);
        Optional<String> violation = Optional.ofNullable(name).flatMap(TopicNameRule::violationBySubscription);
        if (violation.isPresent()) {
            return TopicReplies.invalid(NAME + " Reason: " + name + " " + violation.get());
        }
        Target target = target(request, topic);
        if (target.settings() == null) {
            return target.refusal() == null ? TopicReplies.missing(ENDPOINT) : target.refusal();
        }
        try {
            Map<String, String> attributes = attributesIn(request);
            SubscriptionSettings asked =
                    new SubscriptionAttributes(topics, topic).change(target.settings(), attributes);
            return subscribe(request, topic, settings, asked, !attributes.isEmpty());
        } catch (InvalidFilterPolicyException e) {
            return new ControlReply.Refused(ErrorCode.INVALID_PARAMETER, e.onSubscribe());
        } catch (InvalidAttributeException e) {
            return TopicReplies.invalid("Attributes Reason: " + e.getMessage());
        }
    }

    // ---- queue or endpoint ------------------------------------------------------------------------------------------

    private Target target(ControlRequest request, String topic) {
        String endpoint = request.field(ENDPOINT);
        if (endpoint == null) {
            return request.field(NAME) == null
                    ? Target.refused(TopicReplies.missing(ENDPOINT))
                    : Target.of(SubscriptionSettings.DEFAULT);
        }
        String protocol = request.field(PROTOCOL);
        if (protocol == null) {
            return Target.refused(TopicReplies.missing(PROTOCOL));
        }
        if (protocol.equals(QUEUES)) {
            String queue = TopicArn.queue(endpoint);
            return refusalOfQueue(topic, queue)
                    .map(Target::refused)
                    .orElseGet(() -> Target.of(SubscriptionSettings.to(queue)));
        }
        return endpoint(topic, protocol, endpoint);
    }

    private Target endpoint(String topic, String protocol, String endpoint) {
        if (!topics.knowsEndpoints(EndpointProtocol.schemeOf(protocol))) {
            return Target.refused(
                    TopicReplies.invalid("Amazon SNS does not support this protocol string: " + protocol));
        }
        if (TopicNameRule.isFifo(topic)) {
            return Target.refused(
                    TopicReplies.invalid("Protocol Reason: a FIFO topic delivers to queues only, not to " + protocol));
        }
        Optional<URI> uri = EndpointProtocol.uri(protocol, endpoint);
        if (uri.isEmpty()) {
            return Target.refused(TopicReplies.invalid("Endpoint must match the specified protocol"));
        }
        Optional<String> refusal = topics.refusalOf(uri.get());
        return refusal.isPresent()
                ? Target.refused(TopicReplies.invalid("Endpoint Reason: " + refusal.get()))
                : Target.of(SubscriptionSettings.DEFAULT.withEndpoint(uri));
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
        attributes.keySet().retainAll(SubscriptionAttributes.NAMES);
        return attributes;
    }

    // ---- the subscription -------------------------------------------------------------------------------------------

    /** As in SNS, a topic has one subscription for each endpoint, and asking for it again is no error. */
    private ControlReply subscribe(
            ControlRequest request,
            String topic,
            TopicSettings settings,
            SubscriptionSettings asked,
            boolean hasAttributes) {
        String name = request.field(NAME);
        for (Map.Entry<String, SubscriptionSettings> existing :
                settings.subscriptions().entrySet()) {
            SubscriptionSettings known = existing.getValue();
            boolean isSame =
                    name == null ? goToTheSame(known, asked) : existing.getKey().equals(name);
            if (isSame) {
                boolean differs =
                        hasAttributes && !known.withQueue(asked.queue()).equals(asked) || !goToTheSame(known, asked);
                if (differs) {
                    return TopicReplies.invalid(
                            "Attributes Reason: Subscription already exists with different attributes");
                }
                topics.askAgain(topic, existing.getKey());
                return done(request, topic, existing.getKey());
            }
        }
        String added = name == null ? topics.newSubscriptionName() : name;
        topics.subscribe(
                topic,
                added,
                asked.endpoint().isPresent()
                        ? asked.withQueue(Optional.of(EndpointSubscription.queueOf(topic, added)))
                        : asked);
        return done(request, topic, added);
    }

    private static boolean goToTheSame(SubscriptionSettings one, SubscriptionSettings other) {
        return one.endpoint().equals(other.endpoint())
                && (one.endpoint().isPresent() || one.queue().equals(other.queue()));
    }

    private ControlReply done(ControlRequest request, String topic, String subscription) {
        boolean isHidden = topics.isPending(topic, subscription) && !"true".equals(request.field(RETURN_ARN));
        return new ControlReply.Done(Map.of(
                "action",
                ACTION,
                TopicReplies.SUBSCRIPTION_ARN,
                isHidden ? PENDING : TopicArn.of(topic, subscription)));
    }
}
