package io.sluice.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeliveryMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeliveryMeters meters = new DeliveryMeters(registry);

    @Test
    void timesDeliveriesAndCountsFailuresBySubscription() {
        // When
        meters.delivered("news", "hook", Duration.ofMillis(20));
        meters.delivered("news", "hook", Duration.ofMillis(30));
        meters.attemptFailed("news", "hook");
        meters.attemptFailed("news", "other");

        // Then
        assertThat(registry.get("sluice.delivery.attempts.delivered")
                        .tags("topic", "news", "subscription", "hook")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(50);
        assertThat(registry.get("sluice.delivery.attempts.failed")
                        .tags("subscription", "hook")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsGivenUpByReason() {
        // When
        meters.deadLettered("news", "hook", "DeliveryFailed");
        meters.dropped("news", "hook", "DeliveryRefused");

        // Then
        assertThat(registry.get("sluice.delivery.dead.letters")
                        .tags("reason", "DeliveryFailed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("sluice.delivery.messages.dropped")
                        .tags("reason", "DeliveryRefused")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void showsAnOpenCircuit() {
        // Given
        meters.circuitOpened("news", "hook");
        meters.circuitOpened("news", "other");

        // When
        meters.circuitClosed("news", "hook");

        // Then
        assertThat(registry.get("sluice.delivery.circuit.open")
                        .tags("subscription", "hook")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("sluice.delivery.circuit.open")
                        .tags("subscription", "other")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }
}
