package io.sluice.broker.visibility;

/** When the visibility timeout of a message begins to run (CONTRACT 6). */
public enum LeaseStart {
    /**
     * When the message becomes the oldest unsettled message of its consumer, that is when the application can be
     * working on it. What waits behind it in the client's prefetch buffer has no clock yet.
     */
    OLDEST_UNSETTLED,

    /** When the broker hands the message to the consumer, as a batch receive from SQS does. */
    DELIVERY
}
