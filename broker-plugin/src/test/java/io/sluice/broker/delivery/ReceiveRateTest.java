package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReceiveRateTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void spreadsAttemptsEvenlyOverTheSecond() {
        // Given
        ReceiveRate rate = new ReceiveRate(OptionalInt.of(10));

        // When
        assertThat(rate.nanosUntilPermit(0)).isZero();
        rate.attempted(0);

        // Then
        assertThat(rate.nanosUntilPermit(0)).isEqualTo(SECOND / 10);
        assertThat(rate.nanosUntilPermit(SECOND / 10 - 1)).isEqualTo(1);
        assertThat(rate.nanosUntilPermit(SECOND / 10)).isZero();
    }

    @Test
    void savesNothingForLater() {
        ReceiveRate rate = new ReceiveRate(OptionalInt.of(1));
        rate.attempted(0);
        rate.attempted(100 * SECOND);
        assertThat(rate.nanosUntilPermit(100 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void hasNoLimitWithoutANumber() {
        ReceiveRate rate = new ReceiveRate(OptionalInt.empty());
        rate.attempted(5);
        assertThat(rate.nanosUntilPermit(5)).isZero();
    }
}
