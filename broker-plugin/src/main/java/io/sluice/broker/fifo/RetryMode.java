package io.sluice.broker.fifo;

/** What a message that comes back with a delay does to the rest of its group. */
public enum RetryMode {
    /** The group waits for it, so order holds. */
    BLOCK_GROUP,
    /** The group goes on without it; the message is delivered out of order when its delay is over. */
    STEP_OVER
}
