package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import java.time.Duration;

/**
 * Tells when a kind of work has run for long enough that its rounds can begin: for {@link Effort#warmUp}, and until the broker's compiler has
 * little left to do. Brokers run for months; in their first seconds the compiler takes more of the cores than the work that is measured.
 *
 * <p>A broker whose compiler does not come to rest is measured after {@link Effort#longestWarmUp} all the same.
 */
public final class WarmUp {
    /** Of one core: less than the spread of the rounds. */
    private static final double RESTING = 0.1;

    private final BrokerProcess broker;
    private final Effort effort;
    private final long startNanos = System.nanoTime();
    private long passNanos = startNanos;
    private long compiledMillis;

    /** Begins now. */
    public WarmUp(BrokerProcess broker, Effort effort) {
        this.broker = broker;
        this.effort = effort;
        this.compiledMillis = broker.compiledMillis();
    }

    /** Whether no more is needed; to be asked after each pass through the work. */
    public boolean isOver() {
        long now = System.nanoTime();
        long compiled = broker.compiledMillis();
        double share = Duration.ofMillis(compiled - compiledMillis).toNanos() / (double) Math.max(1, now - passNanos);
        passNanos = now;
        compiledMillis = compiled;
        long since = now - startNanos;
        return since >= effort.longestWarmUp().toNanos()
                || since >= effort.warmUp().toNanos() && share <= RESTING;
    }
}
