package io.sluice.broker.queue;

import java.util.Map;
import java.util.Optional;

/** All queues that {@code sluice.yaml} names, by name or by wildcard. Immutable. */
public interface QueueCatalog {

    /** Settings of the queue of this name: those of the entry that matches it most exactly; empty if none does. */
    Optional<QueueSettings> settingsOf(String queueName);

    /** The entries without a wildcard, in the order of the file: the queues that are created at start. */
    Map<String, QueueSettings> namedQueues();
}
