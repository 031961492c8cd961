package io.sluice.broker.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InFlightCapTest {

    private static final long FAST = TimeUnit.MILLISECONDS.toNanos(InFlightCap.FAST_MILLIS);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(InFlightCap.SLOW_MILLIS);

    private final InFlightCap cap = new InFlightCap(new InFlightLimit.Auto(), 0);

    @Test
    void startsWithTen() {
        assertThat(cap.current()).isEqualTo(10);
        assertThat(cap.isAuto()).isTrue();
    }

    @Test
    void doublesWhenAFullCapIsSettledInLessThanTheFastTime() {
        // When
        settleFullCap(FAST - 1);

        // Then
        assertThat(cap.current()).isEqualTo(20);
    }

    @Test
    void becomesWhatIsSettledInTheFastTimeWhenThatIsMoreThanTwiceAsMuch() {
        // When
        settleFullCap(FAST / 5);

        // Then
        assertThat(cap.current()).isEqualTo(50);
    }

    @Test
    void growsEightfoldAtMost() {
        // When
        settleFullCap(FAST / 9);

        // Then
        assertThat(cap.current()).isEqualTo(80);
    }

    @Test
    void staysWhenAFullCapTakesTheFastTime() {
        // When
        settleFullCap(FAST);

        // Then
        assertThat(cap.current()).isEqualTo(10);
    }

    @Test
    void staysUntilTheCapIsFull() {
        // When
        for (int i = 0; i < InFlightCap.START - 1; i++) {
            cap.settled(1);
        }

        // Then
        assertThat(cap.current()).isEqualTo(10);
    }

    @Test
    void halvesWhenAFullCapTakesLongerThanTheSlowTime() {
        // Given
        settleFullCap(FAST / 4);

        // When
        settleFullCap(FAST / 4 + SLOW);
        int atTheSlowTime = cap.current();
        settleFullCap(FAST / 4 + 2 * SLOW + 1);

        // Then
        assertThat(atTheSlowTime).isEqualTo(40);
        assertThat(cap.current()).isEqualTo(20);
    }

    @Test
    void neverFallsBelowTheStart() {
        // When
        settleFullCap(SLOW + 1);

        // Then
        assertThat(cap.current()).isEqualTo(10);
    }

    @Test
    void neverFallsBelowWhatTheConsumerHasShownThatItNeeds() {
        // Given
        cap.grow();
        settleFullCap(FAST - 1);
        int beforeItSlowedDown = cap.current();

        // When
        settleFullCap(FAST + SLOW);
        settleFullCap(FAST + 2 * SLOW + 1);

        // Then
        assertThat(beforeItSlowedDown).isEqualTo(40);
        assertThat(cap.current()).isEqualTo(20);
    }

    @Test
    void aStuckConsumerStartsAnew() {
        // Given
        cap.grow();

        // When
        cap.reset();
        settleFullCap(SLOW + 1);

        // Then
        assertThat(cap.current()).isEqualTo(10);
    }

    @Test
    void growsToTheMaximumAndNotBeyond() {
        // When
        int growths = 0;
        while (cap.grow()) {
            growths++;
        }

        // Then
        assertThat(growths).isEqualTo(17);
        assertThat(cap.current()).isEqualTo(InFlightCap.MAXIMUM);
    }

    @Test
    void settlesItsWayToTheMaximumAndNotBeyond() {
        // When
        for (int i = 0; i < 20; i++) {
            settleFullCap(0);
        }

        // Then
        assertThat(cap.current()).isEqualTo(InFlightCap.MAXIMUM);
    }

    @Test
    void aFixedCapNeverMoves() {
        // Given
        InFlightCap fixed = new InFlightCap(new InFlightLimit.Fixed(3), 0);

        // When
        for (int i = 0; i < 10; i++) {
            fixed.settled(1);
        }
        boolean grown = fixed.grow();
        fixed.reset();

        // Then
        assertThat(grown).isFalse();
        assertThat(fixed.isAuto()).isFalse();
        assertThat(fixed.current()).isEqualTo(3);
    }

    @Test
    void unlimitedIsMoreThanAnyConsumerCanHold() {
        // Given
        InFlightCap unlimited = new InFlightCap(new InFlightLimit.Unlimited(), 0);

        // Then
        assertThat(unlimited.current()).isEqualTo(Integer.MAX_VALUE);
        assertThat(unlimited.grow()).isFalse();
    }

    @Test
    void anUnchangedLimitKeepsWhatHasBeenLearnt() {
        // Given
        cap.grow();

        // When
        cap.limitTo(new InFlightLimit.Auto());

        // Then
        assertThat(cap.current()).isEqualTo(20);
    }

    @Test
    void aNewLimitHoldsAtOnce() {
        // Given
        cap.grow();

        // When
        cap.limitTo(new InFlightLimit.Fixed(7));
        int fixed = cap.current();
        cap.limitTo(new InFlightLimit.Auto());

        // Then
        assertThat(fixed).isEqualTo(7);
        assertThat(cap.current()).isEqualTo(10);
    }

    @Test
    void measuresAcrossTheOverflowOfTheMonotonicClock() {
        // Given
        InFlightCap wrapping = new InFlightCap(new InFlightLimit.Auto(), Long.MAX_VALUE);

        // When
        for (int i = 0; i < InFlightCap.START; i++) {
            wrapping.settled(Long.MAX_VALUE + FAST - 1);
        }

        // Then
        assertThat(wrapping.current()).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, InFlightLimit.Fixed.MAXIMUM})
    void aFixedLimitMayBeOneToAMillion(int messages) {
        assertThat(new InFlightLimit.Fixed(messages).messages()).isEqualTo(messages);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, InFlightLimit.Fixed.MAXIMUM + 1})
    void aFixedLimitOutsideTheRangeIsRefused(int messages) {
        assertThatThrownBy(() -> new InFlightLimit.Fixed(messages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxInFlightPerConsumer " + messages + " is outside 1 to 1000000");
    }

    private void settleFullCap(long nowNanos) {
        int full = cap.current();
        for (int i = 0; i < full; i++) {
            cap.settled(nowNanos);
        }
    }
}
