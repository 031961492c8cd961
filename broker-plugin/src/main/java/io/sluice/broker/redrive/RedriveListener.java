package io.sluice.broker.redrive;

/**
 * Facts about dead letters, for metrics and logs. Called on broker threads; an implementation must be quick and must not
 * throw.
 */
public interface RedriveListener {

    /** Ignores everything. */
    RedriveListener NONE = new RedriveListener() {};

    /** A message was moved to a dead-letter queue. */
    default void deadLettered(String queue, String deadLetterQueue, DeadLetterReason reason) {}
}
