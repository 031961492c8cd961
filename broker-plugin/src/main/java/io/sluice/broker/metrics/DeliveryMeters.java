package io.sluice.broker.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.delivery.DeliveryListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is pushed to endpoints; names and tags as in docs/operations.md. Thread-safe. */
public final class DeliveryMeters implements DeliveryListener {

    static final String DELIVERED = "sluice.delivery.attempts.delivered";
    static final String FAILED = "sluice.delivery.attempts.failed";
    static final String DEAD_LETTERS = "sluice.delivery.dead.letters";
    static final String DROPPED = "sluice.delivery.messages.dropped";
    static final String CIRCUIT_OPEN = "sluice.delivery.circuit.open";
    private static final String TOPIC = "topic";
    private static final String SUBSCRIPTION = "subscription";
    private static final String REASON = "reason";

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> circuits = new ConcurrentHashMap<>();

    public DeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void delivered(String topic, String subscription, Duration took) {
        registry.timer(DELIVERED, TOPIC, topic, SUBSCRIPTION, subscription).record(took);
    }

    @Override
    public void attemptFailed(String topic, String subscription) {
        registry.counter(FAILED, TOPIC, topic, SUBSCRIPTION, subscription).increment();
    }

    @Override
    public void deadLettered(String topic, String subscription, String reason) {
        registry.counter(DEAD_LETTERS, TOPIC, topic, SUBSCRIPTION, subscription, REASON, reason)
                .increment();
    }

    @Override
    public void dropped(String topic, String subscription, String reason) {
        registry.counter(DROPPED, TOPIC, topic, SUBSCRIPTION, subscription, REASON, reason)
                .increment();
    }

    @Override
    public void circuitOpened(String topic, String subscription) {
        circuitOf(topic, subscription).set(1);
    }

    @Override
    public void circuitClosed(String topic, String subscription) {
        circuitOf(topic, subscription).set(0);
    }

    private AtomicInteger circuitOf(String topic, String subscription) {
        return circuits.computeIfAbsent(topic + "." + subscription, name -> {
            AtomicInteger state = new AtomicInteger();
            Gauge.builder(CIRCUIT_OPEN, state, AtomicInteger::get)
                    .tag(TOPIC, topic)
                    .tag(SUBSCRIPTION, subscription)
                    .register(registry);
            return state;
        });
    }
}
