package io.sluice.broker.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartedReceiveTest {

    private static final long PAUSE = StartedReceive.PAUSE_NANOS;
    private static final long BEGIN = Long.MAX_VALUE - PAUSE / 2;

    private static final class Message extends Lease {}

    private final StartedReceive receive = new StartedReceive(BEGIN);
    private final Lease first = held();
    private final Lease second = held();

    private static Lease held() {
        Lease lease = new Message();
        lease.state = Lease.State.HELD;
        return lease;
    }

    @Test
    void theFirstReceiveIsStoredAtOnce() {
        // When
        boolean pauses = receive.add(first, BEGIN);

        // Then
        assertThat(pauses).isFalse();
        assertThat(receive.isDue()).isTrue();
        assertThat(receive.take(BEGIN)).isSameAs(first);
    }

    @Test
    void oneThatFollowsSoonWaits() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);

        // When
        boolean pauses = receive.add(second, BEGIN + PAUSE - 1);

        // Then
        assertThat(pauses).isTrue();
        assertThat(receive.isDue()).isFalse();
    }

    @Test
    void oneThatFollowsAfterThePauseIsStoredAtOnce() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);

        // When
        boolean pauses = receive.add(second, BEGIN + PAUSE);

        // Then
        assertThat(pauses).isFalse();
        assertThat(receive.isDue()).isTrue();
    }

    @Test
    void whatIsStillHeldWhenThePauseEndsIsStored() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);
        receive.add(second, BEGIN + 1);

        // When
        receive.endPause();

        // Then
        assertThat(receive.isDue()).isTrue();
        assertThat(receive.take(BEGIN + 1 + PAUSE)).isSameAs(second);
    }

    @Test
    void whatWasSettledInThePauseIsNot() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);
        receive.add(second, BEGIN + 1);

        // When
        second.state = Lease.State.SETTLED;
        receive.endPause();

        // Then
        assertThat(receive.take(BEGIN + 1 + PAUSE)).isNull();
    }

    @Test
    void whatIsAcknowledgedInAnOpenTransactionIsStored() {
        // Given
        receive.add(first, BEGIN);

        // When
        first.state = Lease.State.IN_TRANSACTION;

        // Then
        assertThat(receive.take(BEGIN)).isSameAs(first);
    }

    @Test
    void thereIsOnePauseAtATime() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);
        receive.add(first, BEGIN + 1);

        // When
        boolean pauses = receive.add(second, BEGIN + 2);

        // Then
        assertThat(pauses).isFalse();
        assertThat(receive.isDue()).isFalse();
    }

    @Test
    void nothingIsStoredTwice() {
        // Given
        receive.add(first, BEGIN);
        receive.take(BEGIN);

        // Then
        assertThat(receive.isDue()).isFalse();
        assertThat(receive.take(BEGIN)).isNull();
    }
}
