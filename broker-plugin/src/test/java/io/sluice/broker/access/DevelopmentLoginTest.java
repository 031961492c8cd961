package io.sluice.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DevelopmentLoginTest {

    private static final Listener LOCAL = new Listener("artemis", "127.0.0.1", true);
    private static final Listener EXPOSED = new Listener("amqp", "0.0.0.0", false);

    @Test
    void mayBeUsedWhileEveryListenerIsOnLoopback() {
        // When
        Optional<String> refusal = DevelopmentLogin.refusal(List.of(LOCAL), true);

        // Then
        assertThat(refusal).isEmpty();
        assertThat(DevelopmentLogin.isAllowed(List.of(LOCAL))).isTrue();
    }

    @Test
    void isRefusedWhenOneListenerOfSeveralCanBeReachedFromElsewhere() {
        // When
        Optional<String> refusal = DevelopmentLogin.refusal(List.of(LOCAL, EXPOSED), true);

        // Then
        assertThat(refusal).get().asString().contains("amqp (0.0.0.0)").doesNotContain("artemis (");
        assertThat(DevelopmentLogin.isAllowed(List.of(LOCAL, EXPOSED))).isFalse();
    }

    @Test
    void doesNotMatterOnceItsPasswordHasBeenChanged() {
        // When
        Optional<String> refusal = DevelopmentLogin.refusal(List.of(EXPOSED), false);

        // Then
        assertThat(refusal).isEmpty();
    }

    @Test
    void isThatUserWithThatPasswordOnly() {
        assertThat(DevelopmentLogin.matches("sluice", "sluice")).isTrue();
        assertThat(DevelopmentLogin.matches("sluice", "other")).isFalse();
        assertThat(DevelopmentLogin.matches("other", "sluice")).isFalse();
        assertThat(DevelopmentLogin.matches(null, null)).isFalse();
    }
}
