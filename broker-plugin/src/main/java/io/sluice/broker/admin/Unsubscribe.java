package io.sluice.broker.admin;

import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicSettings;
import java.util.Map;

/**
 * Ends a subscription; no error if there is none. Field: {@code SubscriptionArn}. Its queue stays; what still waits to be
 * pushed to an endpoint is dropped, and an endpoint that has confirmed is told.
 */
public final class Unsubscribe {

    public static final String ACTION = "Unsubscribe";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public Unsubscribe(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request).withSubscription("end subscriptions to", this::end);
    }

    private ControlReply end(TopicArn.SubscriptionName named) {
        String topic = named.topic();
        String subscription = named.subscription();
        if (topics.isOfFile(topic, subscription)) {
            return TopicReplies.ofFile("Subscription " + subscription + " of topic " + topic);
        }
        if (topics.topic(topic)
                .map(TopicSettings::subscriptions)
                .filter(subscriptions -> subscriptions.containsKey(subscription))
                .isPresent()) {
            topics.unsubscribe(topic, subscription);
        }
        return new ControlReply.Done(Map.of("action", ACTION));
    }
}
