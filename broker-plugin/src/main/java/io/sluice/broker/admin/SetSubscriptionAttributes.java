package io.sluice.broker.admin;

import io.sluice.broker.admin.SubscriptionAttributes.InvalidAttributeException;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.filter.InvalidFilterPolicyException;
import java.util.Map;
import java.util.Optional;

/**
 * Changes one attribute of a subscription; it holds for what is published from then on (SEMANTICS 3.3).
 *
 * <p>Fields: {@code SubscriptionArn}, {@code AttributeName} ({@code FilterPolicy}, {@code FilterPolicyScope},
 * {@code RawMessageDelivery}, {@code RedrivePolicy}, {@code DeliveryPolicy}), {@code AttributeValue}, which may be empty.
 */
public final class SetSubscriptionAttributes {

    public static final String ACTION = "SetSubscriptionAttributes";

    private static final String NAME = "AttributeName";
    private static final String VALUE = "AttributeValue";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public SetSubscriptionAttributes(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request)
                .withSubscription("change subscriptions to", named -> change(request, named));
    }

    private ControlReply change(ControlRequest request, TopicArn.SubscriptionName named) {
        String topic = named.topic();
        String subscription = named.subscription();
        String name = request.field(NAME);
        if (name == null || !SubscriptionAttributes.NAMES.contains(name)) {
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
