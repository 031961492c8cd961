package io.sluice.broker.admin;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The subscriptions of a topic, those of {@code sluice.yaml} too, with their attributes and counts.
 *
 * <p>Fields: {@code TopicArn}, optionally {@code NextToken} of the reply before: a reply has at most 100.
 */
public final class ListSubscriptionsByTopic {

    public static final String ACTION = "ListSubscriptionsByTopic";

    private static final int PAGE = 100;
    private static final String NEXT_TOKEN = "NextToken";

    private final TopicAdministration topics;
    private final SubscriptionDescription description;

    /** @param topics as the caller may administer them */
    public ListSubscriptionsByTopic(TopicAdministration topics) {
        this.topics = topics;
        this.description = new SubscriptionDescription(topics);
    }

    public ControlReply perform(ControlRequest request) {
        return new TopicAccess(topics, request)
                .withSettings(
                        TopicAdministration.Right.SUBSCRIBE,
                        "see subscriptions to",
                        (topic, settings) -> list(request, topic, settings));
    }

    private ControlReply list(ControlRequest request, String topic, TopicSettings settings) {
        List<Map.Entry<String, SubscriptionSettings>> all =
                List.copyOf(settings.subscriptions().entrySet());
        String token = request.fields().getOrDefault(NEXT_TOKEN, "0");
        OptionalInt from = WholeNumber.in(0, all.size(), token);
        if (from.isEmpty()) {
            return TopicReplies.invalid(NEXT_TOKEN);
        }
        int to = Math.min(all.size(), from.getAsInt() + PAGE);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("action", ACTION);
        body.put(
                "Subscriptions",
                all.subList(from.getAsInt(), to).stream()
                        .map(entry -> description.of(topic, entry.getKey(), entry.getValue()))
                        .toList());
        if (to < all.size()) {
            body.put(NEXT_TOKEN, String.valueOf(to));
        }
        return new ControlReply.Done(body);
    }
}
