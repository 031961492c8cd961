package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.ONE_NANO;
import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Leases whose clock starts with the delivery of their message, as after a batch receive from SQS. */
class LeaseOnDeliveryTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final TimedLeases timed = TimedLeases.onDelivery();

    @Test
    void eachMessageHasADeadlineOfItsOwn() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.after(ONE_SECOND).deliver("b");

        // When
        Expiry first = timed.after(TIMEOUT.minus(ONE_SECOND)).expire();
        Expiry between = timed.after(ONE_SECOND.minus(ONE_NANO)).expire();
        Expiry second = timed.after(ONE_NANO).expire();

        // Then
        assertThat(first).isEqualTo(TimedLeases.stuck(List.of(a), List.of()));
        assertThat(between).isNull();
        assertThat(second).isEqualTo(TimedLeases.stuck(List.of(b), List.of()));
    }

    @Test
    void allMessagesOfABatchCountWhenTheyRunOutTogether() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a, b, c), List.of()));
    }

    @Test
    void aConsumerThatSettledAYoungerMessageIsNotStuck() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.settle(b);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.alone(a));
    }

    @Test
    void everyDeliveryStartsAtOnce() {
        // Given
        ModelLease a = new ModelLease("a");
        ModelLease b = new ModelLease("b");

        // When
        boolean startedA = timed.leases.grant(a, 0);
        boolean startedB = timed.leases.grant(b, 0);

        // Then
        assertThat(startedA).isTrue();
        assertThat(startedB).isTrue();
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void settlingTheOldestDoesNotMoveTheDeadlineOfTheNext() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.after(ONE_SECOND).deliver("b");

        // When
        timed.after(ONE_SECOND).settle(a);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.plus(ONE_SECOND));
        assertThat(timed.deadlineOf(b)).isEqualTo(TIMEOUT.plus(ONE_SECOND));
    }

    @Test
    void theNextDeadlineIsTheEarliestWhenOneWasChanged() {
        // Given
        timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        timed.change(b, ONE_SECOND);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(ONE_SECOND);
        assertThat(timed.after(ONE_SECOND).expire()).isEqualTo(TimedLeases.stuck(List.of(b), List.of()));
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT);
        assertThat(c.isLive()).isTrue();
    }

    @Test
    void anExtendedMessageDoesNotHoldUpThoseBehindIt() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.change(a, TIMEOUT.multipliedBy(3));

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(b), List.of()));
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.multipliedBy(3));
    }

    @Test
    void anAdoptedMessageGetsAWholeTimeout() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TIMEOUT).expire();
        ModelLease b = timed.after(ONE_SECOND).deliver("b");

        // When
        timed.after(ONE_SECOND).adopt(a);

        // Then
        Duration adopted = TIMEOUT.plus(ONE_SECOND).plus(ONE_SECOND);
        assertThat(timed.deadlineOf(a)).isEqualTo(adopted.plus(TIMEOUT));
        assertThat(timed.nextDeadline()).isEqualTo(TIMEOUT.plus(ONE_SECOND).plus(TIMEOUT));
        assertThat(timed.expire()).isNull();
        assertThat(timed.leases.all()).containsExactly(b, a);
    }

    @Test
    void aTransactionEndsWithItsFirstLease() {
        // Given
        Object transaction = new Object();
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.after(ONE_SECOND).deliver("b");
        timed.enlist(a, transaction);
        timed.enlist(b, transaction);

        // When
        Expiry expiry = timed.after(TIMEOUT.minus(ONE_SECOND)).expire();

        // Then
        assertThat(expiry).isEqualTo(new Expiry(List.of(), List.of(), Set.of(transaction), false));
        assertThat(a.state()).isEqualTo(Lease.State.EXPIRED);
        assertThat(b.state()).isEqualTo(Lease.State.IN_TRANSACTION);
    }

    @Test
    void aQueueMayChangeBetweenTheTwoStarts() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.after(ONE_SECOND).deliver("b");

        // When
        timed.leases.configure(TimedLeases.settings(TIMEOUT, LeaseStart.OLDEST_UNSETTLED));
        Duration behindTheOldest = timed.deadlineOf(b);
        timed.leases.configure(TimedLeases.settings(TIMEOUT, LeaseStart.DELIVERY));

        // Then
        assertThat(behindTheOldest).isNull();
        assertThat(timed.deadlineOf(a)).isEqualTo(TIMEOUT);
        assertThat(timed.deadlineOf(b)).isEqualTo(TIMEOUT.plus(ONE_SECOND));
    }
}
