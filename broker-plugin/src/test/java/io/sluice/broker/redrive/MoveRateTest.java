package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MoveRateTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void allowsEverythingWithoutALimit() {
        // Given
        MoveRate rate = new MoveRate(OptionalInt.empty(), 0);
        // When
        rate.used(1_000_000);
        // Then
        assertThat(rate.permits(500, 0)).isEqualTo(500);
        assertThat(rate.nanosUntilPermit(0)).isZero();
    }

    @Test
    void allowsTheFirstMessageAtOnceAndTheNextWhenItIsTime() {
        // Given
        MoveRate rate = new MoveRate(OptionalInt.of(2), 0);
        assertThat(rate.permits(500, 0)).isEqualTo(1);
        // When
        rate.used(1);
        // Then
        assertThat(rate.nanosUntilPermit(0)).isEqualTo(SECOND / 2);
        assertThat(rate.permits(500, SECOND / 2 - 1)).isZero();
        assertThat(rate.permits(500, SECOND / 2)).isEqualTo(1);
    }

    @Test
    void gathersNoMoreThanATenthOfASecondWhileNobodyMoves() {
        // Given
        MoveRate rate = new MoveRate(OptionalInt.of(500), 0);
        // When
        int afterAnHour = rate.permits(10_000, 3600 * SECOND);
        // Then
        assertThat(afterAnHour).isEqualTo(50);
    }

    @Test
    void givesNoMoreThanWanted() {
        assertThat(new MoveRate(OptionalInt.of(500), 0).permits(3, SECOND)).isEqualTo(3);
    }

    @Test
    void keepsTheRateOverATimeWhateverTheSizeOfTheSteps() {
        // Given
        MoveRate rate = new MoveRate(OptionalInt.of(300), 0);
        long moved = 0;
        // When
        for (long now = 0; now <= 10 * SECOND; now += 7_000_000) {
            int permits = rate.permits(1_000, now);
            rate.used(permits);
            moved += permits;
        }
        // Then
        assertThat(moved).isBetween(2_995L, 3_001L);
    }
}
