package io.sluice.broker.admin;

import java.util.Map;

/** Deletes a topic with its subscriptions; no error if there is none. Field: {@code TopicArn}. Queues stay. */
public final class DeleteTopic {

    public static final String ACTION = "DeleteTopic";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public DeleteTopic(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request).withTopic(TopicAdministration.Right.DELETE, "delete", this::delete);
    }

    private ControlReply delete(String topic) {
        if (topics.isOfFile(topic)) {
            return TopicReplies.ofFile("Topic " + topic);
        }
        if (topics.topic(topic).isPresent()) {
            topics.delete(topic);
        }
        return new ControlReply.Done(Map.of("action", ACTION));
    }
}
