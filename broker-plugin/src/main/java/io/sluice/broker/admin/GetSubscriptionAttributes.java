package io.sluice.broker.admin;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One subscription with its attributes and counts (SEMANTICS 3.3), be it of {@code sluice.yaml} or of a request. Field:
 * {@code SubscriptionArn}.
 */
public final class GetSubscriptionAttributes {

    public static final String ACTION = "GetSubscriptionAttributes";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public GetSubscriptionAttributes(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request).withSubscription("see subscriptions to", this::describe);
    }

    private ControlReply describe(TopicArn.SubscriptionName named) {
        Optional<SubscriptionSettings> settings =
                topics.topic(named.topic()).map(topic -> topic.subscriptions().get(named.subscription()));
        if (settings.isEmpty()) {
            return TopicReplies.noSuchSubscription();
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", ACTION);
        body.putAll(new SubscriptionDescription(topics).ofOne(named.topic(), named.subscription(), settings.get()));
        return new ControlReply.Done(body);
    }
}
