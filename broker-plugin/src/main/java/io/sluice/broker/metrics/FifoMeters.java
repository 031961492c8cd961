package io.sluice.broker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.fifo.DeduplicationListener;

/** Counts what FIFO queues do; names and tags as in docs/operations.md. Thread-safe. */
public final class FifoMeters implements DeduplicationListener {

    static final String DUPLICATES = "sluice.fifo.messages.deduplicated";

    private final MeterRegistry registry;

    public FifoMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void duplicateDropped(String queue) {
        registry.counter(DUPLICATES, "queue", queue).increment();
    }
}
