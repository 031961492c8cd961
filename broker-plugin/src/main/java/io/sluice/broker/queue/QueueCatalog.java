package io.sluice.broker.queue;

import java.util.Map;
import java.util.Optional;

/**
 * All queues that {@code sluice.yaml} names, by name or by wildcard. Immutable, so any thread may read it; a reload
 * replaces the whole catalog.
 *
 * <p>Entries are never merged: the entry that matches a name most exactly applies whole, and a key that it leaves out
 * has its default, not the value of a less exact entry.
 */
public interface QueueCatalog {

    /**
     * Settings of the queue of this name: those of the entry that matches it most exactly; empty if none does.
     *
     * <p>An entry without a wildcard is found by its hash. Only a name without such an entry is compared with the
     * wildcards, which is meant to happen once when a queue is created, not once per message. Names that the broker
     * keeps for itself ({@link QueueNameRule#isReserved}) match no wildcard, so {@code #} leaves them alone.
     */
    Optional<QueueSettings> settingsOf(String queueName);

    /** The entries without a wildcard, in the order of the file: the queues that are created at start. */
    Map<String, QueueSettings> namedQueues();

    /** All entries, those with a wildcard too, in the order of the file. */
    Map<QueuePattern, QueueSettings> entries();

    /** A catalog that names no queue: every queue is a plain Artemis queue. */
    static QueueCatalog empty() {
        return of(Map.of());
    }

    /**
     * The catalog of these entries.
     *
     * @param entries settings by queue name or wildcard, in the order of the file
     * @throws IllegalArgumentException if a key is no valid {@link QueuePattern}
     */
    static QueueCatalog of(Map<String, QueueSettings> entries) {
        return new MostExactMatchCatalog(entries);
    }
}
