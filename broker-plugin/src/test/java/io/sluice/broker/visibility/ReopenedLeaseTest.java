package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.ONE_NANO;
import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that rolled back, or recovered, works on the same delivery anew. */
class ReopenedLeaseTest {

    private static final Duration WHILE = Duration.ofSeconds(10);

    @Test
    void aRolledBackMessageIsHeldAgainAndItsClockStartsAgain() {
        // Given
        TimedLeases timed = TimedLeases.oldestUnsettled();
        ModelLease a = timed.deliver("a");
        timed.after(WHILE).enlist(a, new Object());

        // When
        boolean reopened = timed.reopen(a);

        // Then
        assertThat(reopened).isTrue();
        assertThat(a.state()).isEqualTo(Lease.State.HELD);
        assertThat(timed.nextDeadline()).isEqualTo(WHILE.plus(TIMEOUT));
        assertThat(timed.after(TIMEOUT.minus(ONE_NANO)).expire()).isNull();
        assertThat(timed.after(ONE_NANO).expire()).isEqualTo(TimedLeases.stuck(List.of(a), List.of()));
    }

    @Test
    void theEndOfTheOldTransactionHasNoEffectOnIt() {
        // Given
        TimedLeases timed = TimedLeases.oldestUnsettled();
        ModelLease a = timed.deliver("a");
        timed.enlist(a, new Object());
        timed.reopen(a);

        // When
        timed.complete(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.HELD);
        assertThat(timed.leases.all()).containsExactly(a);
    }

    @Test
    void theClockOfTheOldestGoesOnWhenAYoungerOneIsReopened() {
        // Given
        TimedLeases timed = TimedLeases.oldestUnsettled();
        timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        timed.after(WHILE).reopen(b);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT);
    }

    @Test
    void withClocksFromDeliveryItsOwnClockStartsAgain() {
        // Given
        TimedLeases timed = TimedLeases.onDelivery();
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        timed.after(WHILE).reopen(a);

        // Then
        assertThat(timed.deadlineOf(a)).isEqualTo(WHILE.plus(TIMEOUT));
        assertThat(timed.deadlineOf(b)).isEqualTo(TIMEOUT);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT);
    }

    @Test
    void aTimeoutThatTheApplicationChangedBeforeIsForgotten() {
        // Given
        TimedLeases timed = TimedLeases.oldestUnsettled();
        ModelLease a = timed.deliver("a");
        timed.change(a, TIMEOUT.multipliedBy(3));

        // When
        timed.after(WHILE).reopen(a);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(WHILE.plus(TIMEOUT));
    }

    @Test
    void anEndedLeaseStaysEnded() {
        // Given
        TimedLeases timed = TimedLeases.oldestUnsettled();
        ModelLease settled = timed.deliver("settled");
        timed.settle(settled);
        ModelLease expired = timed.deliver("expired");
        timed.after(TIMEOUT).expire();

        // When
        List<Boolean> reopened = List.of(timed.reopen(settled), timed.reopen(expired));

        // Then
        assertThat(reopened).containsExactly(false, false);
        assertThat(List.of(settled.state(), expired.state())).containsExactly(Lease.State.SETTLED, Lease.State.EXPIRED);
    }
}
