package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OwnerPaceTest {

    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(GroupPace.SLOW_MILLIS);
    private static final long NOW = Long.MAX_VALUE - SLOW;

    private final OwnerPace pace = new OwnerPace(() -> OwnerPace.UNLIMITED);

    @Test
    void isThatOfTheStartForAConsumerThatHasShownNothing() {
        assertThat(pace.limit(NOW)).isEqualTo(10);
    }

    @Test
    void isTheMostThatWasEarned() {
        // When
        pace.isFast(80, NOW);
        pace.isFast(20, NOW);

        // Then
        assertThat(pace.limit(NOW)).isEqualTo(80);
    }

    @Test
    void countsForTheSlowTime() {
        // When
        pace.isFast(80, NOW);

        // Then
        assertThat(pace.limit(NOW + SLOW)).isEqualTo(80);
        assertThat(pace.limit(NOW + SLOW + 1)).isEqualTo(10);
    }

    @Test
    void isNoMoreThanASlowGroupHasLeft() {
        // Given
        pace.isFast(80, NOW);

        // When
        pace.isSlow(40);

        // Then
        assertThat(pace.limit(NOW)).isEqualTo(40);
    }

    @Test
    void fallsToTheStartWhenAMessageComesBack() {
        // Given
        pace.isFast(80, NOW);

        // When
        pace.fails();

        // Then
        assertThat(pace.limit(NOW)).isEqualTo(10);
    }
}
