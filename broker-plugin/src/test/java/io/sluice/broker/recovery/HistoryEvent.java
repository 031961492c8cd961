package io.sluice.broker.recovery;

/**
 * Something that a client of the broker, or the one who kills it, knows to have happened. All times are readings of the
 * test's monotonic clock in nanoseconds. A worker in here is one connection: one that connects again gets a new name.
 */
sealed interface HistoryEvent {

    /** When it was known; for what can only be dated roughly, see the event. */
    long atNanos();

    /** A producer begins to send this message. From here on it may be received. */
    record Sending(long atNanos, String id) implements HistoryEvent {}

    /** The broker has confirmed this message to its producer. Without this event nobody knows. */
    record Sent(long atNanos, String id) implements HistoryEvent {}

    /** A worker begins to open its connection and its consumer. */
    record Opened(long atNanos, String worker) implements HistoryEvent {}

    /** A worker has waited for a message since {@code sinceNanos} and none came: its client's buffer is empty. */
    record Waited(long atNanos, String worker, long sinceNanos) implements HistoryEvent {}

    /** A worker was given a message by its client library. */
    record Received(long atNanos, String worker, String id, int receiveCount) implements HistoryEvent {}

    /** A message that a worker received says that it has this place in its group. */
    record Numbered(long atNanos, String worker, String id, String sequenceNumber) implements HistoryEvent {}

    /** A worker settled a message; the call began at {@code beginNanos} and returned at {@code atNanos}. */
    record Settled(long atNanos, long beginNanos, String worker, String id, How how, Outcome outcome)
            implements HistoryEvent {}

    /** A worker begins to close in good order, or its network is about to be cut. */
    record Left(long atNanos, String worker, boolean orderly) implements HistoryEvent {}

    /** A worker's client library gave up, without anybody having cut its network. */
    record Broken(long atNanos, String worker, String cause) implements HistoryEvent {}

    /** The broker is about to be killed. */
    record Killed(long atNanos) implements HistoryEvent {}

    /** The broker accepts connections. */
    record Started(long atNanos) implements HistoryEvent {}

    /** A message was read from the dead-letter queue, after everything else had ended. */
    record DeadLettered(long atNanos, String id, String reason, String source) implements HistoryEvent {}

    /** What a worker said about a message. */
    enum How {
        ACKNOWLEDGED,
        /** Rolled back, recovered, or modified as failed: the receive counts. */
        FAILED,
        /** AMQP released: the receive does not count. */
        RELEASED
    }

    /** What a worker knows about the effect of a settlement. */
    enum Outcome {
        /** The broker's answer says that it is durable, or else it would have been refused: a commit. */
        COMMITTED,
        /** The broker has seen it; it is durable as soon as the journal has written its buffer. */
        SEEN,
        /** A listener has returned: its client acknowledges by itself, and the broker has seen that soon. */
        LEFT_TO_CLIENT,
        /** The broker has rolled the transaction back. */
        REFUSED,
        /** The connection ended before the broker answered. */
        UNKNOWN
    }
}
