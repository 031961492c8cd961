package io.sluice.broker.admin;

import io.sluice.broker.admin.TopicAdministration.Right;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicSettings;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What the requests about topics begin with: which topic or subscription is meant, and whether the caller may do that. */
final class TopicAccess {

    private final TopicAdministration topics;
    private final ControlRequest request;

    TopicAccess(TopicAdministration topics, ControlRequest request) {
        this.topics = topics;
        this.request = request;
    }

    /** @param act what the caller wants to do, as in "may not … topic" */
    ControlReply withTopic(Right right, String act, Function<String, ControlReply> then) {
        Optional<String> topic = TopicReplies.topicOf(request);
        if (topic.isEmpty()) {
            return TopicReplies.noTopicIn(request);
        }
        return topics.may(right, topic.get()) ? then.apply(topic.get()) : TopicReplies.denied(act, topic.get());
    }

    /** The same for a topic that must exist. */
    ControlReply withSettings(Right right, String act, BiFunction<String, TopicSettings, ControlReply> then) {
        return withTopic(
                right,
                act,
                topic -> topics.topic(topic)
                        .map(settings -> then.apply(topic, settings))
                        .orElseGet(TopicReplies::noSuchTopic));
    }

    /** For a subscription that the caller may change, if it exists. */
    ControlReply withSubscription(String act, Function<TopicArn.SubscriptionName, ControlReply> then) {
        Optional<TopicArn.SubscriptionName> named = TopicReplies.subscriptionOf(request);
        if (named.isEmpty()) {
            return TopicReplies.noSubscriptionIn(request);
        }
        String topic = named.get().topic();
        return topics.may(Right.SUBSCRIBE, topic) ? then.apply(named.get()) : TopicReplies.denied(act, topic);
    }
}
