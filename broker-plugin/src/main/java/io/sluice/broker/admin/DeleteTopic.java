package io.sluice.broker.admin;

import java.util.Map;
import java.util.Optional;

/** Deletes a topic with its subscriptions; no error if there is none. Field: {@code TopicArn}. Queues stay. */
public final class DeleteTopic {

    public static final String ACTION = "DeleteTopic";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public DeleteTopic(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        Optional<String> topic = TopicReplies.topicOf(request);
        if (topic.isEmpty()) {
            return TopicReplies.noTopicIn(request);
        }
        if (!topics.may(TopicAdministration.Right.DELETE, topic.get())) {
            return TopicReplies.denied("delete", topic.get());
        }
        if (topics.isOfFile(topic.get())) {
            return TopicReplies.ofFile("Topic " + topic.get());
        }
        if (topics.topic(topic.get()).isPresent()) {
            topics.delete(topic.get());
        }
        return new ControlReply.Done(Map.of("action", ACTION));
    }
}
