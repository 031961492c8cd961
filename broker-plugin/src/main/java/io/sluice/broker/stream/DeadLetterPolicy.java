package io.sluice.broker.stream;

/**
 * Where a record goes that a group received too often; the group then passes it. The record itself stays in the stream.
 *
 * @param deadLetterQueue name of the queue that gets a copy
 * @param maxReceiveCount 1 to 1000 receives
 */
public record DeadLetterPolicy(String deadLetterQueue, int maxReceiveCount) {

    public static final int MAXIMUM_RECEIVE_COUNT = 1000;

    public DeadLetterPolicy {
        if (deadLetterQueue.isBlank()) {
            throw new IllegalArgumentException("deadLetterQueue is empty; it must name a queue");
        }
        if (maxReceiveCount < 1 || maxReceiveCount > MAXIMUM_RECEIVE_COUNT) {
            throw new IllegalArgumentException(
                    "maxReceiveCount " + maxReceiveCount + " is outside 1 to " + MAXIMUM_RECEIVE_COUNT);
        }
    }
}
