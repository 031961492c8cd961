package io.sluice.broker.admin;

import io.sluice.broker.fanout.TopicArn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The topics that the caller may subscribe to, by name. Field: optionally {@code NextToken}; a reply has at most 100. */
public final class ListTopics {

    public static final String ACTION = "ListTopics";

    private static final int PAGE = 100;
    private static final String NEXT_TOKEN = "NextToken";

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public ListTopics(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        List<String> all = topics.names().stream()
                .filter(topic -> topics.may(TopicAdministration.Right.SUBSCRIBE, topic))
                .sorted()
                .toList();
        OptionalInt from = WholeNumber.in(0, all.size(), request.fields().getOrDefault(NEXT_TOKEN, "0"));
        if (from.isEmpty()) {
            return TopicReplies.invalid(NEXT_TOKEN);
        }
        int to = Math.min(all.size(), from.getAsInt() + PAGE);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", ACTION);
        body.put(
                "Topics",
                all.subList(from.getAsInt(), to).stream().map(this::described).toList());
        if (to < all.size()) {
            body.put(NEXT_TOKEN, String.valueOf(to));
        }
        return new ControlReply.Done(body);
    }

    private Map<String, Object> described(String topic) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(TopicReplies.TOPIC_ARN, TopicArn.of(topic));
        fields.put("definedIn", topics.isOfFile(topic) ? "sluice.yaml" : "request");
        fields.put(
                "subscriptions",
                topics.topic(topic)
                        .map(settings -> settings.subscriptions().size())
                        .orElse(0));
        return fields;
    }
}
