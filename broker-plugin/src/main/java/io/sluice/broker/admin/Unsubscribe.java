package io.sluice.broker.admin;

import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicSettings;
import java.util.Map;
import java.util.Optional;

/** Ends a subscription; no error if there is none. Field: {@code SubscriptionArn}. Its queue stays. */
public final class Unsubscribe {

    public static final String ACTION = "Unsubscribe";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public Unsubscribe(TopicAdministration topics) {
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
            return TopicReplies.denied("end subscriptions to", topic);
        }
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
