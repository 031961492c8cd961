package io.sluice.broker.visibility;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The leases of one consumer and the clock that a test moves by hand. */
final class TimedLeases {

    static final Duration TIMEOUT = Duration.ofSeconds(30);
    static final Duration ONE_NANO = Duration.ofNanos(1);

    final ConsumerLeases leases;
    private final long startNanos;
    private long nowNanos;

    private TimedLeases(VisibilitySettings settings, long startNanos) {
        this.startNanos = startNanos;
        this.nowNanos = startNanos;
        leases = new ConsumerLeases(settings, startNanos);
    }

    static TimedLeases oldestUnsettled() {
        return with(settings(TIMEOUT, LeaseStart.OLDEST_UNSETTLED));
    }

    static TimedLeases onDelivery() {
        return with(settings(TIMEOUT, LeaseStart.DELIVERY));
    }

    static TimedLeases with(VisibilitySettings settings) {
        return new TimedLeases(settings, 1_000);
    }

    /** With a clock that starts at this reading. */
    static TimedLeases startingAt(long nanos, LeaseStart leaseStart) {
        return new TimedLeases(settings(TIMEOUT, leaseStart), nanos);
    }

    static VisibilitySettings settings(Duration timeout, LeaseStart leaseStart) {
        return new VisibilitySettings(timeout, new InFlightLimit.Auto(), leaseStart);
    }

    TimedLeases after(Duration time) {
        nowNanos += time.toNanos();
        return this;
    }

    ModelLease deliver(String message) {
        ModelLease lease = new ModelLease(message);
        leases.grant(lease, nowNanos);
        return lease;
    }

    boolean settle(Lease lease) {
        return leases.settle(lease, nowNanos);
    }

    boolean enlist(Lease lease, Object transaction) {
        return leases.enlist(lease, transaction, nowNanos);
    }

    void complete(Lease lease) {
        leases.complete(lease, nowNanos);
    }

    boolean reopen(Lease lease) {
        return leases.reopen(lease, nowNanos);
    }

    void adopt(Lease lease) {
        leases.adopt(lease, nowNanos);
    }

    void stopClocksThrough(Lease lease) {
        leases.stopClocksThrough(lease, nowNanos);
    }

    TimeoutChange change(Lease lease, Duration timeout) {
        return leases.change(lease, timeout, nowNanos);
    }

    @Nullable
    Expiry expire() {
        return leases.expire(nowNanos);
    }

    /** Time since the start at which the next deadline lies; null if there is none. */
    @Nullable
    Duration nextDeadline() {
        return sinceStart(leases.nextDeadline());
    }

    @Nullable
    Duration deadlineOf(Lease lease) {
        return sinceStart(leases.deadlineIfRunning(lease));
    }

    private @Nullable Duration sinceStart(OptionalLong reading) {
        return reading.isPresent() ? Duration.ofNanos(reading.getAsLong() - startNanos) : null;
    }

    static Expiry stuck(List<Lease> counted, List<Lease> uncounted) {
        return new Expiry(counted, uncounted, Set.of(), true);
    }

    static Expiry alone(Lease counted) {
        return new Expiry(List.of(counted), List.of(), Set.of(), false);
    }
}
