package io.sluice.broker.config.value;

import io.sluice.broker.fanout.TopicDeduplicationScope;

/** {@code topic} or {@code messageGroup}. */
public final class TopicScopeChoice implements ValueType<TopicDeduplicationScope> {

    private static final String TOPIC = "topic";
    private static final String MESSAGE_GROUP = "messageGroup";

    @Override
    public Parsed<TopicDeduplicationScope> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case TOPIC -> new Parsed.Accepted<>(TopicDeduplicationScope.TOPIC);
            case MESSAGE_GROUP -> new Parsed.Accepted<>(TopicDeduplicationScope.MESSAGE_GROUP);
            default -> new Parsed.OutOfRange<>();
        };
    }

    @Override
    public String allowed() {
        return TOPIC + " or " + MESSAGE_GROUP;
    }

    @Override
    public String format(TopicDeduplicationScope value) {
        return value == TopicDeduplicationScope.MESSAGE_GROUP ? MESSAGE_GROUP : TOPIC;
    }
}
