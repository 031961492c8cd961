package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ConfirmationTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @Test
    void acceptsTheTokenForTwoDays() {
        Confirmation waiting = Confirmation.begin("https://a.example/", "t", NOW);
        assertThat(waiting.isExpired(NOW.plus(Confirmation.VALIDITY).minusMillis(1)))
                .isFalse();
        assertThat(waiting.isExpired(NOW.plus(Confirmation.VALIDITY))).isTrue();
    }

    @Test
    void neverEndsOnceItIsConfirmed() {
        assertThat(Confirmation.begin("https://a.example/", "t", NOW)
                        .confirmed()
                        .isExpired(NOW.plusSeconds(1L << 32)))
                .isFalse();
    }

    @Test
    void doesNotShowTheToken() {
        assertThat(Confirmation.begin("https://a.example/", "geheim", NOW).toString())
                .doesNotContain("geheim");
    }
}
