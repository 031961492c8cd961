package io.sluice.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sluice.broker.fanout.SubscriptionListener.Counts;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SubscriptionMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SubscriptionMeters meters = new SubscriptionMeters(registry);

    private double count(String name, String... tags) {
        return registry.get("sluice.subscription." + name)
                .tags("topic", "t", "subscription", "s")
                .tags(tags)
                .functionCounter()
                .count();
    }

    @Test
    void showWhatASubscriptionHasCountedAtTheMoment() {
        // Given
        AtomicReference<Counts> counts = new AtomicReference<>(Counts.NONE);
        meters.subscribed("t", "s", counts::get);

        // When
        counts.set(new Counts(100, 60, 10, 1, 20, 9, 50, 10, 7));

        // Then
        assertThat(count("published")).isEqualTo(100);
        assertThat(count("matched")).isEqualTo(60);
        assertThat(count("filtered", "reason", "attribute")).isEqualTo(10);
        assertThat(count("filtered", "reason", "invalidAttribute")).isEqualTo(1);
        assertThat(count("filtered", "reason", "body")).isEqualTo(20);
        assertThat(count("filtered", "reason", "invalidBody")).isEqualTo(9);
        assertThat(count("delivered")).isEqualTo(50);
        assertThat(count("failed")).isEqualTo(10);
        assertThat(count("dead.lettered")).isEqualTo(7);
    }

    @Test
    void goWithTheirSubscription() {
        // Given
        meters.subscribed("t", "s", () -> Counts.NONE);
        meters.subscribed("t", "other", () -> Counts.NONE);

        // When
        meters.unsubscribed("t", "s");

        // Then
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allSatisfy(meter ->
                        assertThat(meter.getId().getTag("subscription")).isEqualTo("other"));
    }
}
