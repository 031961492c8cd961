package io.sluice.broker.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.visibility.VisibilityListener;
import java.util.Locale;

/**
 * Counts what happens to leases and dead letters. The names and tags are part of the public contract
 * (docs/operations.md). Thread-safe.
 *
 * <p>Tags hold queue names of the configuration and constants only.
 */
public final class LeaseMeters implements VisibilityListener, RedriveListener {

    static final String EXPIRED = "sluice.visibility.leases.expired";
    static final String RETURNED = "sluice.visibility.messages.returned";
    static final String LATE = "sluice.visibility.settlements.late";
    static final String ROLLED_BACK = "sluice.visibility.transactions.rolledback";
    static final String AT_CAP = "sluice.visibility.consumers.at.cap";
    static final String DEAD_LETTERS = "sluice.redrive.dead.letters";
    private static final String QUEUE = "queue";

    private final MeterRegistry registry;

    public LeaseMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void leasesExpired(String queue, int counted, int uncounted) {
        registry.counter(EXPIRED, QUEUE, queue).increment(counted);
        registry.counter(RETURNED, QUEUE, queue).increment(uncounted);
    }

    @Override
    public void settledLate(String queue, LateOutcome outcome) {
        registry.counter(LATE, QUEUE, queue, "outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    @Override
    public void transactionRolledBack(String queue) {
        registry.counter(ROLLED_BACK, QUEUE, queue).increment();
    }

    @Override
    public void consumerStandsAtCap(String queue, String consumer, int cap) {
        registry.counter(AT_CAP, QUEUE, queue).increment();
    }

    @Override
    public void deadLettered(String queue, String deadLetterQueue, DeadLetterReason reason) {
        registry.counter(DEAD_LETTERS, QUEUE, queue, "reason", reason.propertyValue())
                .increment();
    }
}
