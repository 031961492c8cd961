package io.sluice.broker.admin;

import java.util.List;

/** All requests about topics: the same wherever they come from, the control queue, management or the command line. */
public final class TopicRequests {

    /** What can be asked for. */
    public static final List<String> ACTIONS = List.of(
            CreateTopic.ACTION,
            DeleteTopic.ACTION,
            ListTopics.ACTION,
            Subscribe.ACTION,
            Unsubscribe.ACTION,
            SetSubscriptionAttributes.ACTION,
            GetSubscriptionAttributes.ACTION,
            ListSubscriptionsByTopic.ACTION);

    private TopicRequests() {}

    /** @param topics as the caller may administer them */
    public static ControlReply perform(TopicAdministration topics, ControlRequest request) {
        return switch (request.action()) {
            case CreateTopic.ACTION -> new CreateTopic(topics).perform(request);
            case DeleteTopic.ACTION -> new DeleteTopic(topics).perform(request);
            case ListTopics.ACTION -> new ListTopics(topics).perform(request);
            case Subscribe.ACTION -> new Subscribe(topics).perform(request);
            case Unsubscribe.ACTION -> new Unsubscribe(topics).perform(request);
            case SetSubscriptionAttributes.ACTION -> new SetSubscriptionAttributes(topics).perform(request);
            case GetSubscriptionAttributes.ACTION -> new GetSubscriptionAttributes(topics).perform(request);
            case ListSubscriptionsByTopic.ACTION -> new ListSubscriptionsByTopic(topics).perform(request);
            default -> throw new IllegalArgumentException("no request about topics: " + request.action());
        };
    }
}
