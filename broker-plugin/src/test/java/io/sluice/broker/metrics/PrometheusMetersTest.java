package io.sluice.broker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import org.junit.jupiter.api.Test;

class PrometheusMetersTest {

    @Test
    void escapesWhatAClientMayHaveNamed() {
        // Given
        PrometheusMeters meters = new PrometheusMeters(10);

        // When
        Counter.builder("sluice.test")
                .tag("queue", "a\"b\nc\\d")
                .register(meters.registry())
                .increment();

        // Then
        assertThat(meters.scrape()).contains("sluice_test_total{queue=\"a\\\"b\\nc\\\\d\"} 1.0");
    }

    @Test
    void leavesOutMetersAboveTheLimitUntilOthersGo() {
        // Given
        PrometheusMeters meters = new PrometheusMeters(2);
        Counter first = counter(meters, "first");
        counter(meters, "second").increment();

        // When
        counter(meters, "third").increment();
        String full = meters.scrape();
        meters.registry().remove(first);
        counter(meters, "fourth").increment();

        // Then
        assertThat(full).contains("first", "second").doesNotContain("third");
        assertThat(meters.scrape()).contains("second", "fourth").doesNotContain("first", "third");
    }

    private static Counter counter(PrometheusMeters meters, String queue) {
        return Counter.builder("sluice.test").tag("queue", queue).register(meters.registry());
    }
}
