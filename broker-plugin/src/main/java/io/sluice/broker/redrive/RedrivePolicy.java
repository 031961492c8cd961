package io.sluice.broker.redrive;

/**
 * Where a message goes that was received too often.
 *
 * @param deadLetterQueue name of the queue that takes it
 * @param maxReceiveCount 1 to 1000 receives (SEMANTICS 1.7); the receive after the last one moves the message instead
 */
public record RedrivePolicy(String deadLetterQueue, int maxReceiveCount) {

    public static final int MAXIMUM_RECEIVE_COUNT = 1000;

    public RedrivePolicy {
        if (deadLetterQueue.isBlank()) {
            throw new IllegalArgumentException("deadLetterQueue is empty; it must name a queue");
        }
        if (maxReceiveCount < 1 || maxReceiveCount > MAXIMUM_RECEIVE_COUNT) {
            throw new IllegalArgumentException(
                    "maxReceiveCount " + maxReceiveCount + " is outside 1 to " + MAXIMUM_RECEIVE_COUNT);
        }
    }
}
