package io.sluice.broker.config.value;

import io.sluice.broker.fifo.RetryMode;

/** {@code blockGroup} or {@code stepOver}. */
public final class RetryModeChoice implements ValueType<RetryMode> {

    private static final String BLOCK_GROUP = "blockGroup";
    private static final String STEP_OVER = "stepOver";

    @Override
    public Parsed<RetryMode> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case BLOCK_GROUP -> new Parsed.Accepted<>(RetryMode.BLOCK_GROUP);
            case STEP_OVER -> new Parsed.Accepted<>(RetryMode.STEP_OVER);
            default -> new Parsed.OutOfRange<>();
        };
    }

    @Override
    public String allowed() {
        return BLOCK_GROUP + " or " + STEP_OVER;
    }

    @Override
    public String format(RetryMode value) {
        return value == RetryMode.STEP_OVER ? STEP_OVER : BLOCK_GROUP;
    }
}
