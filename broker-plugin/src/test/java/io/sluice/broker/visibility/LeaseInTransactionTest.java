package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.ONE_NANO;
import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages that were acknowledged inside a transaction that the client has not ended. */
class LeaseInTransactionTest {

    private final TimedLeases timed = TimedLeases.oldestUnsettled();
    private final Object transaction = new Object();

    @Test
    void theClockRunsOnInsideATransaction() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        boolean enlisted = timed.after(Duration.ofSeconds(10)).enlist(a, transaction);

        // Then
        assertThat(enlisted).isTrue();
        assertThat(a.state()).isEqualTo(Lease.State.IN_TRANSACTION);
        assertThat(a.isLive()).isTrue();
        assertThat(timed.leases.inFlight()).isEqualTo(1);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT);
    }

    @Test
    void aCommitEndsTheLease() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.enlist(a, transaction);

        // When
        timed.after(TIMEOUT.minus(ONE_NANO)).complete(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.SETTLED);
        assertThat(timed.leases.all()).containsExactly(b);
        assertThat(timed.after(ONE_NANO).expire()).isNull();
    }

    @Test
    void aMessageOutsideTheTransactionIsNotCompleted() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        timed.complete(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.HELD);
        assertThat(timed.leases.all()).containsExactly(a);
    }

    @Test
    void atTheDeadlineOfTheOldestTheWholeTransactionFallsAndTheRestReturnsUncounted() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.enlist(a, transaction);
        timed.enlist(b, transaction);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isNotNull();
        assertThat(expiry.transactions()).containsExactly(transaction);
        assertThat(expiry.counted()).isEmpty();
        assertThat(expiry.uncounted()).containsExactly(c);
        assertThat(List.of(a, b, c)).extracting(Lease::state).containsOnly(Lease.State.EXPIRED);
    }

    @Test
    void aTransactionOfYoungerMessagesOutlivesAnOldestMessageThatWasLeftBehind() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.enlist(b, transaction);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.alone(a));
        assertThat(b.state()).isEqualTo(Lease.State.IN_TRANSACTION);
    }

    @Test
    void transactionsAreToldApartByIdentity() {
        // Given
        Object first = Set.of();
        Object second = List.of();
        Object equalToSecond = new ArrayList<>();
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.enlist(a, first);
        timed.enlist(b, second);
        timed.enlist(c, equalToSecond);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isNotNull();
        assertThat(expiry.transactions()).hasSize(3);
    }

    @Test
    void anExpiredLeaseCannotBeEnlisted() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TIMEOUT).expire();

        // When
        boolean enlisted = timed.enlist(a, transaction);

        // Then
        assertThat(enlisted).isFalse();
        assertThat(a.state()).isEqualTo(Lease.State.EXPIRED);
    }

    @Test
    void completingALeaseThatRanOutChangesNothing() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.enlist(a, transaction);
        timed.after(TIMEOUT).expire();

        // When
        timed.complete(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.EXPIRED);
        assertThat(timed.leases.inFlight()).isZero();
    }

    @Test
    void aRolledBackMessageIsSettledFromInsideItsTransaction() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.enlist(a, transaction);

        // When
        boolean settled = timed.settle(a);

        // Then
        assertThat(settled).isTrue();
        assertThat(a.state()).isEqualTo(Lease.State.SETTLED);
    }

    @Test
    void aMessageWhoseClockWasStoppedCountsAgainFromTheMomentItJoinsATransaction() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.stopClocksThrough(a);

        // When
        timed.after(TIMEOUT).enlist(a, transaction);

        // Then
        assertThat(timed.leases.all()).containsExactly(a);
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.multipliedBy(2));
    }

    @Test
    void aTransactionMayEndAfterTheClocksOfItsMessagesWereStopped() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.enlist(a, transaction);
        timed.stopClocksThrough(a);

        // When
        timed.complete(a);

        // Then
        assertThat(a.state()).isEqualTo(Lease.State.SETTLED);
        assertThat(timed.leases.all()).containsExactly(b);
        assertThat(timed.leases.inFlight()).isEqualTo(1);
    }
}
