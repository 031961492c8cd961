package io.sluice.broker.visibility;

import static io.sluice.broker.visibility.TimedLeases.ONE_NANO;
import static io.sluice.broker.visibility.TimedLeases.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leases whose clock starts when their message is the oldest unsettled one of its consumer. */
class ConsumerLeasesTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final TimedLeases timed = TimedLeases.oldestUnsettled();

    @Test
    void aConsumerWithoutMessagesHasNoDeadline() {
        // When
        timed.after(TIMEOUT.multipliedBy(2));

        // Then
        assertThat(timed.nextDeadline()).isNull();
        assertThat(timed.expire()).isNull();
        assertThat(timed.leases.oldest()).isNull();
        assertThat(timed.leases.youngest()).isNull();
        assertThat(timed.leases.inFlight()).isZero();
    }

    @Test
    void aDeliveredMessageIsHeldUntilItIsSettled() {
        // Given
        ModelLease a = timed.deliver("a");
        Lease.State held = a.state();

        // When
        boolean settled = timed.settle(a);

        // Then
        assertThat(held).isEqualTo(Lease.State.HELD);
        assertThat(settled).isTrue();
        assertThat(a.state()).isEqualTo(Lease.State.SETTLED);
        assertThat(a.isLive()).isFalse();
        assertThat(timed.leases.inFlight()).isZero();
        assertThat(timed.nextDeadline()).isNull();
    }

    @Test
    void aLeaseIsSettledOnce() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.settle(a);

        // When
        boolean again = timed.settle(a);

        // Then
        assertThat(again).isFalse();
        assertThat(timed.leases.all()).containsExactly(b);
    }

    @Test
    void aLeaseIsGrantedOnce() {
        // Given
        ModelLease a = timed.deliver("a");

        // Then
        assertThatThrownBy(() -> timed.leases.grant(a, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("HELD");
    }

    @Test
    void aMessageThatWasAcknowledgedOnDeliveryIsNeverLeased() {
        // Given
        ModelLease offered = new ModelLease("a");
        ModelLease delivered = timed.deliver("b");

        // Then
        assertThat(offered.settleBeforeGrant()).isTrue();
        assertThat(offered.state()).isEqualTo(Lease.State.SETTLED);
        assertThat(delivered.settleBeforeGrant()).isFalse();
        assertThat(delivered.state()).isEqualTo(Lease.State.HELD);
    }

    @Test
    void nothingEndsOneNanosecondBeforeTheDeadline() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        timed.after(TIMEOUT.minus(ONE_NANO));

        // Then
        assertThat(timed.expire()).isNull();
        assertThat(a.isLive()).isTrue();
    }

    @Test
    void theOldestMessageReturnsAtItsDeadlineAndCounts() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a), List.of()));
        assertThat(a.state()).isEqualTo(Lease.State.EXPIRED);
        assertThat(timed.leases.inFlight()).isZero();
        assertThat(timed.expire()).isNull();
    }

    @Test
    void whatWaitedBehindAStuckConsumersOldestMessageReturnsInOrderWithoutCounting() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        timed.after(TIMEOUT.minus(ONE_NANO));
        ModelLease c = timed.deliver("c");

        // When
        Expiry expiry = timed.after(ONE_NANO).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(a), List.of(b, c)));
        assertThat(timed.leases.all()).isEmpty();
        assertThat(timed.nextDeadline()).isNull();
    }

    @Test
    void whatWaitedBehindTheOldestMessageHasNotStartedWhenItReturns() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");

        // When
        timed.after(TIMEOUT).expire();

        // Then
        assertThat(List.of(a, b, c)).extracting(Lease::hasStarted).containsExactly(true, false, false);
        assertThat(timed.leases.pollStarted()).isNull();
    }

    @Test
    void onlyTheOldestMessageReturnsWhenAYoungerWasSettledSinceItsClockBegan() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        timed.after(TEN_SECONDS).settle(b);

        // When
        Expiry expiry = timed.after(TIMEOUT.minus(TEN_SECONDS)).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.alone(a));
        assertThat(timed.leases.all()).containsExactly(c);
        assertThat(timed.deadlineOf(c)).isEqualTo(TIMEOUT.multipliedBy(2));
    }

    @Test
    void aYoungerMessageSettledBeforeTheClockBeganIsNoSignOfLife() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");
        ModelLease c = timed.deliver("c");
        ModelLease d = timed.deliver("d");
        timed.settle(c);
        timed.settle(a);

        // When
        Expiry expiry = timed.after(TIMEOUT).expire();

        // Then
        assertThat(expiry).isEqualTo(TimedLeases.stuck(List.of(b), List.of(d)));
    }

    @Test
    void theClockOfTheNextMessageStartsWhenTheOldestIsSettled() {
        // Given
        ModelLease a = timed.deliver("a");
        ModelLease b = timed.deliver("b");

        // When
        timed.after(TEN_SECONDS).settle(a);

        // Then
        assertThat(timed.nextDeadline()).isEqualTo(TEN_SECONDS.plus(TIMEOUT));
        assertThat(timed.after(TIMEOUT.minus(ONE_NANO)).expire()).isNull();
        assertThat(timed.after(ONE_NANO).expire()).isEqualTo(TimedLeases.stuck(List.of(b), List.of()));
    }

    @Test
    void aMessageInThePrefetchBufferHasNoDeadline() {
        // Given
        ModelLease a = timed.deliver("a");

        // When
        ModelLease b = timed.deliver("b");

        // Then
        assertThat(timed.deadlineOf(a)).isEqualTo(TIMEOUT);
        assertThat(timed.deadlineOf(b)).isNull();
    }

    @Test
    void leasesAreKeptInTheOrderOfDeliveryWhateverIsTakenOut() {
        // Given
        List<ModelLease> leases =
                Stream.of("a", "b", "c", "d", "e").map(timed::deliver).toList();

        // When
        timed.settle(leases.get(2));
        timed.settle(leases.get(4));
        timed.settle(leases.get(0));

        // Then
        assertThat(timed.leases.all()).containsExactly(leases.get(1), leases.get(3));
        assertThat(timed.leases.oldest()).isSameAs(leases.get(1));
        assertThat(timed.leases.youngest()).isSameAs(leases.get(3));
        assertThat(timed.leases.inFlight()).isEqualTo(2);
    }

    @Test
    void remembersWhenSomethingWasSettledLast() {
        // Given
        ModelLease a = timed.deliver("a");
        long before = timed.leases.lastSettledNanos();

        // When
        timed.after(TEN_SECONDS).settle(a);

        // Then
        assertThat(timed.leases.lastSettledNanos() - before).isEqualTo(TEN_SECONDS.toNanos());
    }

    @Test
    void isFullAtItsCapAndNotOneBelow() {
        // Given
        TimedLeases two = TimedLeases.with(
                new VisibilitySettings(TIMEOUT, new InFlightLimit.Fixed(2), LeaseStart.OLDEST_UNSETTLED));
        two.deliver("a");
        boolean oneBelow = two.leases.isFull();

        // When
        two.deliver("b");

        // Then
        assertThat(oneBelow).isFalse();
        assertThat(two.leases.isFull()).isTrue();
        assertThat(two.leases.isElastic()).isFalse();
        assertThat(two.leases.growCapacity()).isFalse();
    }

    @Test
    void aStuckConsumerLosesTheCapacityThatItHadGained() {
        // Given
        timed.leases.growCapacity();
        int grown = timed.leases.capacity();
        timed.deliver("a");

        // When
        timed.after(TIMEOUT).expire();

        // Then
        assertThat(grown).isEqualTo(20);
        assertThat(timed.leases.capacity()).isEqualTo(10);
    }

    @Test
    void aNewTimeoutHoldsForARunningClockFromTheSameStart() {
        // Given
        ModelLease a = timed.deliver("a");
        timed.after(TEN_SECONDS);

        // When
        timed.leases.configure(TimedLeases.settings(Duration.ofSeconds(15), LeaseStart.OLDEST_UNSETTLED));

        // Then
        assertThat(timed.deadlineOf(a)).isEqualTo(Duration.ofSeconds(15));
        assertThat(timed.expire()).isNull();
        assertThat(timed.after(Duration.ofSeconds(5)).expire()).isNotNull();
    }

    @Test
    void aTimeoutOfZeroLeavesTheConsumerTheShortestLease() {
        // Given
        TimedLeases zero = TimedLeases.with(TimedLeases.settings(Duration.ZERO, LeaseStart.OLDEST_UNSETTLED));

        // When
        zero.deliver("a");

        // Then
        assertThat(zero.nextDeadline()).isEqualTo(VisibilitySettings.SHORTEST_LEASE);
    }

    @ParameterizedTest
    @MethodSource("readingsThatOverflow")
    void keepsTimeAcrossTheOverflowOfTheMonotonicClock(LeaseStart leaseStart, long startNanos) {
        // Given
        TimedLeases wrapping = TimedLeases.startingAt(startNanos, leaseStart);
        ModelLease a = wrapping.deliver("a");
        ModelLease b = wrapping.after(TEN_SECONDS).deliver("b");
        TimeoutChange change = wrapping.change(b, TIMEOUT.multipliedBy(2));

        // When
        wrapping.after(TIMEOUT.minus(TEN_SECONDS).minus(ONE_NANO));
        Expiry before = wrapping.expire();
        Expiry at = wrapping.after(ONE_NANO).expire();

        // Then
        assertThat(change).isInstanceOf(TimeoutChange.Extended.class);
        assertThat(before).isNull();
        assertThat(at).isEqualTo(TimedLeases.stuck(List.of(a), List.of()));
        assertThat(wrapping.nextDeadline()).isEqualTo(TEN_SECONDS.plus(TIMEOUT.multipliedBy(2)));
    }

    static Stream<Arguments> readingsThatOverflow() {
        return Stream.of(LeaseStart.values())
                .flatMap(start -> Stream.of(
                                Long.MAX_VALUE,
                                Long.MAX_VALUE - TIMEOUT.toNanos() / 2,
                                Long.MAX_VALUE - TIMEOUT.toNanos(),
                                Long.MIN_VALUE,
                                -TIMEOUT.toNanos() / 2,
                                0L)
                        .map(nanos -> Arguments.of(start, nanos)));
    }
}
