package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GroupPaceTest {

    private static final long FAST = TimeUnit.MILLISECONDS.toNanos(GroupPace.FAST_MILLIS);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(GroupPace.SLOW_MILLIS);
    private static final long BEGIN = Long.MAX_VALUE - FAST;

    private final OwnerPace ann = new OwnerPace(() -> OwnerPace.UNLIMITED);
    private final GroupPace pace = new GroupPace(ann, BEGIN);
    private long now = BEGIN;

    /** Settles as many messages as may be in flight, the last of them after this time. */
    private void settleAll(long nanos) {
        now += nanos;
        int messages = pace.limit();
        for (int i = 0; i < messages; i++) {
            pace.settled(now);
        }
    }

    @Test
    void startsWithTen() {
        assertThat(pace.limit()).isEqualTo(10);
    }

    @Test
    void doublesWhenAllAreSettledWithinTheFastTime() {
        // When
        settleAll(FAST - 1);

        // Then
        assertThat(pace.limit()).isEqualTo(20);
    }

    @Test
    void becomesWhatIsSettledInTwiceTheFastTime() {
        // When
        settleAll(FAST / 3);

        // Then
        assertThat(pace.limit()).isEqualTo(60);
    }

    @Test
    void growsToEightTimesAtOnceAtMost() {
        // When
        settleAll(0);

        // Then
        assertThat(pace.limit()).isEqualTo(80);
    }

    @Test
    void countsTheTimeFromWhenTheOwnerWasGivenTheFirstAgain() {
        // Given
        now += SLOW;
        pace.taken(ann, now);

        // When
        settleAll(FAST - 1);

        // Then
        assertThat(pace.limit()).isEqualTo(20);
    }

    @Test
    void isKeptForAnotherOwnerThatHasShownAsMuchByAnotherGroup() {
        // Given
        settleAll(FAST - 1);
        OwnerPace bob = new OwnerPace(() -> OwnerPace.UNLIMITED);
        bob.isFast(40, now);

        // When
        pace.taken(bob, now + SLOW);

        // Then
        assertThat(pace.limit()).isEqualTo(20);
    }

    @Test
    void fallsToWhatAnotherOwnerHasShown() {
        // Given
        settleAll(0);
        OwnerPace bob = new OwnerPace(() -> OwnerPace.UNLIMITED);
        bob.isFast(40, now);

        // When
        pace.taken(bob, now);

        // Then
        assertThat(pace.limit()).isEqualTo(40);
    }

    @Test
    void fallsToTheStartForAnotherOwnerThatHasShownNothingLately() {
        // Given
        settleAll(0);
        OwnerPace bob = new OwnerPace(() -> OwnerPace.UNLIMITED);
        bob.isFast(40, now);

        // When
        pace.taken(bob, now + SLOW + 1);

        // Then
        assertThat(pace.limit()).isEqualTo(10);
    }

    @Test
    void staysWhenTheyTakeTheFastTime() {
        // When
        settleAll(FAST);

        // Then
        assertThat(pace.limit()).isEqualTo(10);
    }

    @Test
    void staysUntilAllAreSettled() {
        // When
        for (int i = 0; i < GroupPace.START - 1; i++) {
            pace.settled(now);
        }

        // Then
        assertThat(pace.limit()).isEqualTo(10);
    }

    @Test
    void halvesWhenTheyTakeLongerThanTheSlowTime() {
        // Given
        settleAll(FAST - 1);
        settleAll(FAST - 1);

        // When
        settleAll(SLOW);
        int afterTheSlowTime = pace.limit();
        settleAll(SLOW + 1);

        // Then
        assertThat(afterTheSlowTime).isEqualTo(40);
        assertThat(pace.limit()).isEqualTo(20);
    }

    @Test
    void neverFallsBelowTheStart() {
        // When
        settleAll(SLOW + 1);

        // Then
        assertThat(pace.limit()).isEqualTo(10);
    }

    @Test
    void neverRisesAboveAThousand() {
        // When
        for (int i = 0; i < 10; i++) {
            settleAll(0);
        }

        // Then
        assertThat(pace.limit()).isEqualTo(GroupLimit.Fixed.MAXIMUM);
    }
}
