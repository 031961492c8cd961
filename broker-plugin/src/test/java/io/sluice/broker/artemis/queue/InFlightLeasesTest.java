package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.InFlightLimit;
import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.LeaseAlarm;
import io.sluice.broker.visibility.LeaseStart;
import io.sluice.broker.visibility.TimeoutChange;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.junit.jupiter.api.Test;

class InFlightLeasesTest {

    private static final long START = 0;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long DEADLINE = START + TIMEOUT.toNanos();

    private final Told told = new Told();
    private final InFlightLeases two = limitedTo(new InFlightLimit.Fixed(2), false);
    private long lastId;

    private InFlightLeases limitedTo(InFlightLimit limit, boolean asks) {
        VisibilitySettings settings = new VisibilitySettings(TIMEOUT, limit, LeaseStart.OLDEST_UNSETTLED);
        return new InFlightLeases(settings, new LeaseAlarm(asks), told, START);
    }

    private LeasedReference deliver(InFlightLeases inFlight) {
        MessageReference message = MessageReference.Factory.createReference(new CoreMessage(++lastId, 64), null);
        LeasedReference lease = new LeasedReference(message, null);
        inFlight.grant(lease, START);
        return lease;
    }

    /** What the consumer was told. */
    private static final class Told implements InFlightLeases.Effects {

        private final List<LeasedReference> started = new ArrayList<>();
        private final List<Boolean> changes = new ArrayList<>();
        private final List<Long> alarms = new ArrayList<>();
        private final List<Lease.State> expired = new ArrayList<>();

        @Override
        public void expired(Expiry expiry) {
            expiry.counted().forEach(lease -> expired.add(lease.state()));
            expiry.uncounted().forEach(lease -> expired.add(lease.state()));
        }

        @Override
        public void started(LeasedReference lease, long nowNanos) {
            started.add(lease);
        }

        @Override
        public void changed(boolean hasRoomAgain) {
            changes.add(hasRoomAgain);
        }

        @Override
        public void checkIn(long delayNanos) {
            alarms.add(delayNanos);
        }
    }

    // ---- delivery -------------------------------------------------------------------------------------------------

    @Test
    void setsOneAlarmForAllThatIsInFlight() {
        // When
        deliver(two);
        deliver(two);

        // Then
        assertThat(told.alarms).containsExactly(TIMEOUT.toNanos());
    }

    @Test
    void hasRoomUpToItsLimit() {
        // Given
        deliver(two);
        boolean belowLimit = two.waitsForRoom();
        deliver(two);

        // When
        boolean atLimit = two.waitsForRoom();

        // Then
        assertThat(belowLimit).isFalse();
        assertThat(atLimit).isTrue();
    }

    // ---- settlement -----------------------------------------------------------------------------------------------

    @Test
    void aSettlementStartsTheNextMessage() {
        // Given
        LeasedReference first = deliver(two);
        LeasedReference second = deliver(two);

        // When
        boolean settled = two.settle(first, START);

        // Then
        assertThat(settled).isTrue();
        assertThat(told.started).containsExactly(second);
        assertThat(told.changes).containsExactly(false);
    }

    @Test
    void aSecondSettlementOfTheSameLeaseDoesNothing() {
        // Given
        LeasedReference lease = deliver(two);
        two.settle(lease, START);
        told.changes.clear();

        // When
        boolean settled = two.settle(lease, START);

        // Then
        assertThat(settled).isFalse();
        assertThat(told.changes).isEmpty();
    }

    @Test
    void oneThatWaitedForRoomIsToldOnceThatItHasSome() {
        // Given
        LeasedReference first = deliver(two);
        LeasedReference second = deliver(two);
        two.waitsForRoom();

        // When
        two.settle(first, START);
        two.settle(second, START);

        // Then
        assertThat(told.changes).containsExactly(true, false);
    }

    @Test
    void oneWithoutRoomToOfferWaitsForIt() {
        // Given
        LeasedReference first = deliver(two);
        deliver(two);

        // When
        int room = two.room();
        two.settle(first, START);

        // Then
        assertThat(room).isZero();
        assertThat(told.changes).containsExactly(true);
    }

    @Test
    void oneThatHasRoomToOfferDoesNotWait() {
        // Given
        LeasedReference first = deliver(two);

        // When
        int room = two.room();
        two.settle(first, START);

        // Then
        assertThat(room).isEqualTo(1);
        assertThat(told.changes).containsExactly(false);
    }

    @Test
    void oneThatIsGivenMoreAnywayWaitsNoMore() {
        // Given
        LeasedReference first = deliver(two);
        deliver(two);
        two.waitsForRoom();

        // When
        two.waitNoMore();
        two.settle(first, START);

        // Then
        assertThat(told.changes).containsExactly(false);
    }

    @Test
    void onlyAnElasticLimitGrows() {
        // Given
        InFlightLeases elastic = limitedTo(new InFlightLimit.Auto(), false);

        // Then
        assertThat(elastic.grow()).isTrue();
        assertThat(two.grow()).isFalse();
    }

    @Test
    void aCommitStartsTheNextMessage() {
        // Given
        LeasedReference first = deliver(two);
        LeasedReference second = deliver(two);
        two.enlist(first, new Object(), START);

        // When
        two.complete(first, START);

        // Then
        assertThat(told.started).containsExactly(second);
        assertThat(told.changes).containsExactly(false);
    }

    @Test
    void aTimeoutOfZeroEndsTheLease() {
        // Given
        LeasedReference first = deliver(two);
        LeasedReference second = deliver(two);

        // When
        TimeoutChange change = two.change(first, Duration.ZERO, START);

        // Then
        assertThat(change).isInstanceOf(TimeoutChange.Returned.class);
        assertThat(told.started).containsExactly(second);
        assertThat(two.all()).containsExactly(second);
    }

    @Test
    void isAtWorkWhileItHasRoomOrForASecondAfterASettlement() {
        // Given
        InFlightLeases one = limitedTo(new InFlightLimit.Fixed(1), false);
        boolean empty = one.isAtWork(DEADLINE);
        deliver(one);
        long second = Duration.ofSeconds(1).toNanos();

        // When
        boolean justBefore = one.isAtWork(START + second - 1);
        boolean then = one.isAtWork(START + second);

        // Then
        assertThat(empty).isTrue();
        assertThat(justBefore).isTrue();
        assertThat(then).isFalse();
    }

    // ---- passing --------------------------------------------------------------------------------------------------

    @Test
    void whatALazyClientHasPassedIsInFlightNoMore() {
        // Given
        LeasedReference first = deliver(two);
        LeasedReference second = deliver(two);

        // When
        List<Lease> done = two.passed(first, true, START);

        // Then
        assertThat(done).containsExactly(first);
        assertThat(two.all()).containsExactly(second);
        assertThat(told.started).containsExactly(second);
    }

    @Test
    void aClientThatAcknowledgesAtOnceAndPassedAllThatItMayHaveIsGivenMore() {
        // Given
        InFlightLeases elastic = limitedTo(new InFlightLimit.Auto(), false);
        int before = elastic.standing().cap();
        LeasedReference last = deliver(elastic);
        while (!elastic.isFull()) {
            last = deliver(elastic);
        }

        // When
        List<Lease> done = elastic.passed(last, false, START);

        // Then
        assertThat(done).isEmpty();
        assertThat(elastic.standing().cap()).isGreaterThan(before);
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    @Test
    void nothingEndsBeforeTheDeadline() {
        // Given
        LeasedReference lease = deliver(two);
        told.alarms.clear();

        // When
        InFlightLeases.Check check = two.check((other, returning) -> true, DEADLINE - 1);

        // Then
        assertThat(check).isEqualTo(new InFlightLeases.Check(null, List.of(), null, false));
        assertThat(told.alarms).containsExactly(1L);
        assertThat(two.all()).containsExactly(lease);
    }

    @Test
    void theExpiryIsToldWhenItsLeasesHaveEnded() {
        // Given
        deliver(two);
        deliver(two);
        told.alarms.clear();

        // When
        InFlightLeases.Check check = two.check((other, returning) -> false, DEADLINE);

        // Then
        assertThat(check.expiry()).isNotNull();
        assertThat(told.expired).containsExactly(Lease.State.EXPIRED, Lease.State.EXPIRED);
        assertThat(told.alarms).isEmpty();
        assertThat(two.seemsEmpty()).isTrue();
    }

    @Test
    void whatComesBehindAMessageThatReturnsEndsWithIt() {
        // Given
        InFlightLeases three = limitedTo(new InFlightLimit.Fixed(3), false);
        LeasedReference left = deliver(three);
        LeasedReference behind = deliver(three);
        LeasedReference other = deliver(three);
        three.settle(deliver(three), START);
        told.alarms.clear();

        // When
        InFlightLeases.Check check =
                three.check((lease, returning) -> lease == behind && returning.contains(left), DEADLINE);

        // Then
        assertThat(check.behind()).containsExactly(behind);
        assertThat(check.started()).isSameAs(other);
        assertThat(three.all()).containsExactly(other);
        assertThat(told.alarms).containsExactly(TIMEOUT.toNanos());
    }

    @Test
    void aClientIsAskedBeforeTheDeadlineAndOnce() {
        // Given
        InFlightLeases asking = limitedTo(new InFlightLimit.Fixed(2), true);
        deliver(asking);

        // When
        boolean first = asking.check((other, returning) -> false, DEADLINE / 2).ask();
        boolean second = asking.check((other, returning) -> false, DEADLINE - 1).ask();

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(told.alarms).containsExactly(DEADLINE / 2, DEADLINE / 2, 1L);
    }

    @Test
    void anAdoptedLeaseHasItsTimeAnew() {
        // Given
        LeasedReference lease = deliver(two);
        two.check((other, returning) -> false, DEADLINE);
        told.alarms.clear();

        // When
        two.adopt(lease, DEADLINE);

        // Then
        assertThat(two.all()).containsExactly(lease);
        assertThat(told.alarms).containsExactly(TIMEOUT.toNanos());
    }
}
