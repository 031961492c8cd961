package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is held of unfinished messages is bounded. */
class HeldBytesTest {

    private final HeldBytes held = new HeldBytes();

    @Test
    void asMuchAsAllowedIsTakenAndNothingMore() {
        // Given, When, Then
        assertThat(held.take(HeldBytes.MOST - 1)).isTrue();
        assertThat(held.take(2)).isFalse();
        assertThat(held.take(1)).isTrue();
        assertThat(held.take(1)).isFalse();
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        // Given
        held.take(HeldBytes.MOST);

        // When
        held.giveBack(10);

        // Then
        assertThat(held.take(11)).isFalse();
        assertThat(held.take(10)).isTrue();
    }
}
