package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.ONE_NANO;
import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests to change the visibility timeout of one message in flight. */
class ChangedTimeoutTest {

    private static final Duration MAXIMUM = VisibilitySettings.MAXIMUM_TIMEOUT;
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final TimedLeases timed = TimedLeases.oldestUnsettled();

    @Test
    void theNewTimeoutCountsFromTheRequest() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        TimeoutChange change = timed.after(TEN_SECONDS).change(a, TIMEOUT);

        // Then
        assertThat(change).isInstanceOf(TimeoutChange.Extended.class);
        assertThat(timed.nextDeadline()).isEqualTo(TEN_SECONDS.plus(TIMEOUT));
        assertThat(timed.after(TIMEOUT.minus(ONE_NANO)).expire()).isNull();
        assertThat(timed.after(ONE_NANO).expire()).isEqualTo(TimedLeases.stuck(List.of(a), List.of()));
    }

    @Test
    void aShorterTimeoutEndsTheLeaseEarlier() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        timed.change(a, TEN_SECONDS);

        // Then
        assertThat(timed.after(TEN_SECONDS.minus(ONE_NANO)).expire()).isNull();
        assertThat(timed.after(ONE_NANO).expire()).isNotNull();
    }

    @Test
    void theLastOfSeveralChangesHolds() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.change(a, TIMEOUT.multipliedBy(3));

        // When
        timed.change(a, TEN_SECONDS);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TEN_SECONDS);
    }

    @Test
    void zeroEndsTheLeaseAtOnceAndStartsTheNext() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        TimeoutChange change = timed.after(TEN_SECONDS).change(a, Duration.ZERO);

        // Then
        assertThat(change).isInstanceOf(TimeoutChange.Returned.class);
        assertThat(a.state()).isEqualTo(Lease.State.EXPIRED);
        assertThat(timed.leases.pollStarted()).isSameAs(b);
        assertThat(timed.nextDeadline()).isEqualTo(TEN_SECONDS.plus(TIMEOUT));
    }

    @Test
    void theTotalSinceTheReceiveMayBeTwelveHours() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TEN_SECONDS);

        // When
        TimeoutChange beyond = timed.change(a, MAXIMUM.minus(TEN_SECONDS).plus(ONE_NANO));
        Duration untouched = timed.deadlineOf(a);
        TimeoutChange within = timed.change(a, MAXIMUM.minus(TEN_SECONDS));

        // Then
        assertThat(beyond).isInstanceOf(TimeoutChange.BeyondLimit.class);
        assertThat(untouched).isEqualTo(TIMEOUT);
        assertThat(within).isInstanceOf(TimeoutChange.Extended.class);
        assertThat(timed.deadlineOf(a)).isEqualTo(MAXIMUM);
    }

    @Test
    void extensionsDoNotResetTheTotal() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.change(a, MAXIMUM);
        timed.after(ONE_NANO);

        // When
        TimeoutChange change = timed.change(a, MAXIMUM);

        // Then
        assertThat(change).isInstanceOf(TimeoutChange.BeyondLimit.class);
    }

    @Test
    void onlyAMessageThatIsHeldCanBeChanged() {
        // Given
        ModelLease expired = timed.deliver("expired");
        timed.after(TIMEOUT).expire();
        ModelLease settled = timed.deliver("settled");
        timed.settle(settled);
        ModelLease inTransaction = timed.deliver("in transaction");
        timed.enlist(inTransaction, this);

        // Then
        assertThat(List.of(expired, settled, inTransaction))
                .allSatisfy(lease ->
                        assertThat(timed.change(lease, TEN_SECONDS)).isInstanceOf(TimeoutChange.NotInFlight.class))
                .allSatisfy(lease ->
                        assertThat(timed.change(lease, Duration.ZERO)).isInstanceOf(TimeoutChange.NotInFlight.class));
        assertThat(timed.leases.all()).containsExactly(inTransaction);
    }

    @Test
    void aMessageThatTheApplicationIsDoneWithCannotBeChanged() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.stopClocksThrough(a);

        // When
        TimeoutChange extended = timed.change(a, TEN_SECONDS);
        TimeoutChange returned = timed.change(a, Duration.ZERO);

        // Then
        assertThat(extended).isInstanceOf(TimeoutChange.NotInFlight.class);
        assertThat(returned).isInstanceOf(TimeoutChange.NotInFlight.class);
        assertThat(timed.leases.all()).containsExactly(b);
        assertThat(timed.leases.inFlight()).isEqualTo(1);
        assertThat(timed.settle(a)).isTrue();
    }

    @Test
    void aMessageBehindTheOldestReturnsAloneAtItsOwnDeadlineAndCounts() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        timed.change(b, TEN_SECONDS);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TEN_SECONDS);
        assertThat(timed.after(TEN_SECONDS.minus(ONE_NANO)).expire()).isNull();
        assertThat(timed.after(ONE_NANO).expire()).isEqualTo(TimedLeases.alone(b));
        assertThat(timed.leases.all()).containsExactly(a, c);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT);
    }

    @Test
    void anExtendedMessageStaysWhenTheOldestReturns() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.change(b, TIMEOUT.multipliedBy(2));

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a), List.of(c)));
        assertThat(timed.leases.all()).containsExactly(b);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.multipliedBy(2));
    }

    @Test
    void messagesWithDeadlinesOfTheirOwnCountWhenTheyRunOutTogetherWithTheOldest() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.change(c, TIMEOUT);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a, c), List.of(b)));
    }

    @Test
    void anExtendedOldestMessageKeepsThoseBehindItInTheBuffer() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.change(a, TIMEOUT.multipliedBy(2));

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isNull();
        assertThat(timed.deadlineOf(b)).isNull();
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.multipliedBy(2));
    }

    @Test
    void aChangeEndsWithItsLease() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.change(a, TEN_SECONDS);
        timed.after(TEN_SECONDS).expire();

        // When
        timed.adopt(a);

        // Then
        assertThat(timed.deadlineOf(a)).isEqualTo(TEN_SECONDS.plus(TIMEOUT));
    }

    @Test
    void aNewConfigurationLeavesAChangedDeadlineAlone() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.change(a, TIMEOUT.multipliedBy(2));

        // When
        timed.leases.configure(TimedLeases.settings(TEN_SECONDS, LeaseStart.OLDEST_UNSETTLED));

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.multipliedBy(2));
    }
}
