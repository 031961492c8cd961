package io.sluice.broker.admin;

import io.sluice.broker.admin.SubscriptionAttributes.InvalidAttributeException;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Changes one attribute of a subscription; it holds for what is published from then on (SEMANTICS 3.3).
 *
 * <p>Fields: {@code SubscriptionArn}, {@code AttributeName} ({@code FilterPolicy}, {@code FilterPolicyScope},
 * {@code RawMessageDelivery}, {@code RedrivePolicy}), {@code AttributeValue}, which may be empty.
 */
public final class SetSubscriptionAttributes {

    public static final String ACTION = "SetSubscriptionAttributes";

    private static final String NAME = "AttributeName";
    private static final String VALUE = "AttributeValue";
    private static final Set<String> NAMES = Set.of(
            SubscriptionAttributes.FILTER_POLICY,
            SubscriptionAttributes.FILTER_POLICY_SCOPE,
            SubscriptionAttributes.RAW_MESSAGE_DELIVERY,
            SubscriptionAttributes.REDRIVE_POLICY);

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public SetSubscriptionAttributes(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        Optional<TopicArn.SubscriptionName> named = TopicReplies.subscriptionOf(request);
        if (named.isEmpty()) {
            return TopicReplies.noSubscriptionIn(request);
        }
        String topic = named.get().topic();
        String subscription = named.get().subscription();
        if (!topics.may(TopicAdministration.Right.SUBSCRIBE, topic)) {
            return TopicReplies.denied("change subscriptions to", topic);
        }
        String name = request.field(NAME);
        if (name == null || !NAMES.contains(name)) {
            return TopicReplies.invalid(NAME);
        }
        Optional<SubscriptionSettings> settings =
                topics.topic(topic).map(found -> found.subscriptions().get(subscription));
        if (settings.isEmpty()) {
            return TopicReplies.noSuchSubscription();
        }
        if (topics.isOfFile(topic, subscription)) {
            return TopicReplies.ofFile("Subscription " + subscription + " of topic " + topic);
        }
        String value = request.fields().getOrDefault(VALUE, "");
        try {
            SubscriptionSettings changed =
                    new SubscriptionAttributes(topics, topic).change(settings.get(), Map.of(name, value));
            topics.subscribe(topic, subscription, changed);
        } catch (InvalidFilterPolicyException e) {
            return new ControlReply.Refused(ErrorCode.INVALID_PARAMETER, e.onSet());
        } catch (InvalidAttributeException e) {
            return TopicReplies.invalid(String.valueOf(e.getMessage()));
        }
        return new ControlReply.Done(Map.of("action", ACTION));
    }
}
