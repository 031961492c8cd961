package io.sluice.broker.admin;

import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicDeduplicationScope;
import io.sluice.broker.fanout.TopicNameRule;
import io.sluice.broker.fanout.TopicSettings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Creates a topic; one that exists is left as it is (SEMANTICS 3.1).
 *
 * <p>Fields: {@code Name}; for a FIFO topic optionally {@code ContentBasedDeduplication} ({@code true}, {@code false}) and
 * {@code FifoThroughputScope} ({@code Topic}, {@code MessageGroup}).
 */
public final class CreateTopic {

    public static final String ACTION = "CreateTopic";

    private static final String NAME = "Name";
    private static final String FIFO = "FifoTopic";
    private static final String CONTENT_BASED = "ContentBasedDeduplication";
    private static final String SCOPE = "FifoThroughputScope";
    private static final String OF_TOPIC = "Topic";
    private static final String OF_GROUP = "MessageGroup";
    private static final Set<String> FLAGS = Set.of("true", "false");

    private final TopicAdministration topics;

    /** @param topics as the caller may administer them */
    public CreateTopic(TopicAdministration topics) {
        this.topics = topics;
    }

    public ControlReply perform(ControlRequest request) {
        String name = request.field(NAME);
        if (name == null) {
            return TopicReplies.missing(NAME);
        }
        Optional<String> violation = TopicNameRule.violationBy(name).or(() -> topics.obstacle(name));
        if (violation.isPresent()) {
            return TopicReplies.invalid("Topic Name " + name + " " + violation.get());
        }
        if (!topics.may(TopicAdministration.Right.CREATE, name)) {
            return TopicReplies.denied("create", name);
        }
        Optional<ControlReply.Refused> refusal = refusalOfAttributes(request, TopicNameRule.isFifo(name));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (topics.topic(name).isEmpty()) {
            topics.create(name, attributesIn(request));
        }
        return new ControlReply.Done(Map.of("action", ACTION, TopicReplies.TOPIC_ARN, TopicArn.of(name)));
    }

    private static Optional<ControlReply.Refused> refusalOfAttributes(ControlRequest request, boolean isFifo) {
        Map<String, Set<String>> allowed =
                Map.of(FIFO, Set.of(String.valueOf(isFifo)), CONTENT_BASED, FLAGS, SCOPE, Set.of(OF_TOPIC, OF_GROUP));
        for (String attribute : Set.of(FIFO, CONTENT_BASED, SCOPE)) {
            String value = request.field(attribute);
            boolean isOfOtherKind = !isFifo && !attribute.equals(FIFO);
            if (value != null
                    && (isOfOtherKind
                            || !allowed.getOrDefault(attribute, Set.of()).contains(value))) {
                return Optional.of(TopicReplies.invalid("Attributes Reason: " + attribute + " is " + value
                        + (isOfOtherKind
                                ? "; only a FIFO topic, whose name ends with .fifo, has it"
                                : "; allowed is " + String.join(" or ", allowed.getOrDefault(attribute, Set.of())))));
            }
        }
        return Optional.empty();
    }

    private static TopicSettings attributesIn(ControlRequest request) {
        return new TopicSettings(
                Map.of(),
                "true".equals(request.field(CONTENT_BASED)),
                OF_GROUP.equals(request.field(SCOPE))
                        ? TopicDeduplicationScope.MESSAGE_GROUP
                        : TopicDeduplicationScope.TOPIC);
    }
}
