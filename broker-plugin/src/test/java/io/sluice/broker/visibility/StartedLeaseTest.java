package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which receives are facts, because the application can have begun on the message, and when that is told. */
class StartedLeaseTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final TimedLeases timed = TimedLeases.oldestUnsettled();

    @Test
    void aMessageDeliveredToAnIdleConsumerStartsAtOnce() {
        // Given
        ModelLease a = new ModelLease("a");
        ModelLease b = new ModelLease("b");

        // When
        boolean startedA = timed.leases.grant(a, 0);
        boolean startedB = timed.leases.grant(b, 0);

        // Then
        assertThat(startedA).isTrue();
        assertThat(startedB).isFalse();
        assertThat(a.hasStarted()).isTrue();
        assertThat(b.hasStarted()).isFalse();
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void theNextMessageStartsWithTheSettlementOfTheOldestAndIsToldOnce() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        timed.settle(a);

        // Then
        assertThat(b.hasStarted()).isTrue();
        assertThat(timed.leases.pollStarted()).isSameAs(b);
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void settlingAYoungerMessageStartsNothing() {
        // Given
        timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        timed.settle(b);

        // Then
        assertThat(c.hasStarted()).isFalse();
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void aStartIsStillToldAfterAnotherDelivery() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.settle(a);

        // When
        timed.deliver("c");

        // Then
        assertThat(timed.leases.pollStarted()).isSameAs(b);
    }

    @Test
    void aStartIsForgottenWithItsLease() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.settle(a);

        // When
        timed.settle(b);

        // Then
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void theNextMessageStartsWhenTheOldestReturnsAlone() {
        // Given
        timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.settle(c);

        // When
        timed.after(TIMEOUT).expire();

        // Then
        assertThat(timed.leases.pollStarted()).isSameAs(b);
    }

    @Test
    void nothingStartsAnyMoreWhileItsConsumerCloses() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        timed.leases.freeze();
        timed.settle(a);

        // Then
        assertThat(a.hasStarted()).isTrue();
        assertThat(b.hasStarted()).isFalse();
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void clocksAreStoppedUpToAMessageThatTheApplicationHasPassed() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        timed.after(ONE_SECOND).stopClocksThrough(b);

        // Then
        assertThat(timed.leases.all()).containsExactly(c);
        assertThat(timed.leases.inFlight()).isEqualTo(1);
        assertThat(timed.nextDeadline()).isEqualTo(ONE_SECOND.plus(TIMEOUT));
        assertThat(timed.leases.pollStarted()).isSameAs(c);
        assertThat(timed.settle(a)).isTrue();
        assertThat(timed.settle(b)).isTrue();
        assertThat(timed.leases.all()).containsExactly(c);
    }

    @Test
    void stoppingTheClockOfAMessageThatIsNotInFlightStopsNoOther() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.settle(a);
        ModelLease b = timed.deliver("b");

        // When
        timed.stopClocksThrough(a);

        // Then
        assertThat(timed.leases.all()).containsExactly(b);
    }

    @Test
    void aLateAcknowledgementOfAMessagePassedLongAgoDoesNotExcuseTheOldestOne() {
        // Given
        ModelLease passed = timed.deliver("passed");
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.stopClocksThrough(passed);
        timed.after(ONE_SECOND).settle(passed);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a), List.of(b)));
    }

    @Test
    void anAdoptedMessageIsTheYoungestAndStartsAnew() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TIMEOUT).expire();
        ModelLease b = timed.after(ONE_SECOND).deliver("b");

        // When
        timed.adopt(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.HELD);
        assertThat(a.hasStarted()).isFalse();
        assertThat(timed.leases.all()).containsExactly(b, a);
        assertThat(timed.deadlineOf(a)).isNull();
    }

    @Test
    void anAdoptedMessageStartsAtOnceIfItsConsumerHoldsNoOther() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TIMEOUT).expire();

        // When
        timed.after(ONE_SECOND).adopt(a);

        // Then
        assertThat(timed.leases.pollStarted()).isSameAs(a);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.plus(ONE_SECOND).plus(TIMEOUT));
    }

    @Test
    void onlyALeaseThatRanOutCanBeAdopted() {
        // Given
        ModelLease held = timed.deliver("held");
        ModelLease settled = timed.deliver("settled");
        timed.settle(settled);

        // Then
        assertThat(List.of(held, settled, new ModelLease("offered")))
                .allSatisfy(lease ->
                        assertThatThrownBy(() -> timed.adopt(lease)).isInstanceOf(IllegalStateException.class));
    }
}
