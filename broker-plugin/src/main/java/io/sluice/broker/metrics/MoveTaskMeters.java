package io.sluice.broker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.redrive.MoveTaskListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what tasks move back from dead-letter queues; names and tags as in docs/operations.md. Thread-safe. */
public final class MoveTaskMeters implements MoveTaskListener {

    static final String MOVED = "sluice.redrive.messages.moved";
    static final String ENDED = "sluice.redrive.tasks.ended";
    static final String ACTIVE = "sluice.redrive.tasks.active";
    private static final String QUEUE = "queue";

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> active = new ConcurrentHashMap<>();

    public MoveTaskMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void taskStarted(String source) {
        activeOf(source).incrementAndGet();
    }

    @Override
    public void messagesMoved(String source, int count) {
        registry.counter(MOVED, QUEUE, source).increment(count);
    }

    @Override
    public void taskEnded(String source, String status) {
        activeOf(source).decrementAndGet();
        registry.counter(ENDED, QUEUE, source, "status", status).increment();
    }

    private AtomicInteger activeOf(String source) {
        return active.computeIfAbsent(source, queue -> {
            AtomicInteger count = new AtomicInteger();
            Gauge.builder(ACTIVE, count, AtomicInteger::get).tag(QUEUE, queue).register(registry);
            return count;
        });
    }
}
