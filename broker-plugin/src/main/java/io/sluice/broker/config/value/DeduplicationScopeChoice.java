package io.sluice.broker.config.value;

import io.sluice.broker.fifo.DeduplicationScope;

/** {@code queue} or {@code messageGroup}. */
public final class DeduplicationScopeChoice implements ValueType<DeduplicationScope> {

    private static final String QUEUE = "queue";
    private static final String MESSAGE_GROUP = "messageGroup";

    @Override
    public Parsed<DeduplicationScope> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case QUEUE -> new Parsed.Accepted<>(DeduplicationScope.QUEUE);
            case MESSAGE_GROUP -> new Parsed.Accepted<>(DeduplicationScope.MESSAGE_GROUP);
            default -> new Parsed.OutOfRange<>();
        };
    }

    @Override
    public String allowed() {
        return QUEUE + " or " + MESSAGE_GROUP;
    }

    @Override
    public String format(DeduplicationScope value) {
        return value == DeduplicationScope.MESSAGE_GROUP ? MESSAGE_GROUP : QUEUE;
    }
}
