package io.sluice.broker.visibility;

import java.time.Duration;

/**
 * How long a received message of one queue stays hidden from other consumers.
 *
 * @param visibilityTimeout 0 s to 12 h; 0 means that a message is visible again at once (SEMANTICS 1.2)
 * @param maxInFlightPerConsumer how many unsettled messages one consumer may hold
 * @param leaseStart when the timeout begins to run
 */
public record VisibilitySettings(
        Duration visibilityTimeout, InFlightLimit maxInFlightPerConsumer, LeaseStart leaseStart) {

    public static final Duration MAXIMUM_TIMEOUT = Duration.ofHours(12);

    /** Shortest time that a lease lasts: without one, a timeout of 0 would send a message round without a pause. */
    public static final Duration SHORTEST_LEASE = Duration.ofMillis(50);

    public static final VisibilitySettings DEFAULT =
            new VisibilitySettings(Duration.ofSeconds(30), new InFlightLimit.Auto(), LeaseStart.OLDEST_UNSETTLED);

    public VisibilitySettings {
        if (visibilityTimeout.isNegative() || visibilityTimeout.compareTo(MAXIMUM_TIMEOUT) > 0) {
            throw new IllegalArgumentException("visibilityTimeout " + visibilityTimeout + " is outside 0s to 12h");
        }
    }

    /** How long a lease lasts: the visibility timeout, but at least {@link #SHORTEST_LEASE}. */
    public Duration leaseDuration() {
        return visibilityTimeout.compareTo(SHORTEST_LEASE) < 0 ? SHORTEST_LEASE : visibilityTimeout;
    }
}
