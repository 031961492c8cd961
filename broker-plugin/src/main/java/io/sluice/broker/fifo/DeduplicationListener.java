package io.sluice.broker.fifo;

/** Is told what deduplication does. Called on the threads of senders; must be quick and never throw. */
public interface DeduplicationListener {

    /** Ignores everything. */
    DeduplicationListener NONE = new DeduplicationListener() {};

    /** A message was accepted and not enqueued, because its id was accepted within the window. */
    default void duplicateDropped(String queue) {}
}
