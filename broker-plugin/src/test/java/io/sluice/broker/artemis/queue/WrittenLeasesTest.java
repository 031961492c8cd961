package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fifo.GroupLimit;
import io.sluice.broker.fifo.MessageGroup;
import io.sluice.broker.fifo.MessageGroups;
import io.sluice.broker.fifo.OwnerPace;
import io.sluice.broker.fifo.Shelf;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WrittenLeasesTest {

    private static final SimpleString GROUP = SimpleString.of("a");
    private static final int IN_FLIGHT = 4;

    private final MessageGroups<SimpleString, Seat, LeasedConsumer> groups =
            new MessageGroups<>(new NoShelf(), new GroupLimit.Fixed(IN_FLIGHT));
    private final WrittenLeases written = new WrittenLeases();
    private final List<LeasedReference> leases = new ArrayList<>();

    /** Of six messages of one group, four are in flight. */
    @BeforeEach
    void give() {
        List<Seat> seats = new ArrayList<>();
        for (long number = 1; number <= IN_FLIGHT + 2; number++) {
            Seat seat = new Seat(MessageReference.Factory.createReference(new CoreMessage(number, 64), null));
            seat.message.setSequence(number);
            seat.group = groups.add(GROUP, number, seat);
            seats.add(seat);
        }
        groups.arrange();
        for (Seat seat : seats.subList(0, IN_FLIGHT)) {
            LeasedReference lease = new LeasedReference(seat.message, null);
            lease.takenFrom(seat.group);
            groups.take(seat.group, lease.getSequence(), null, new OwnerPace(() -> OwnerPace.UNLIMITED), 0);
            leases.add(lease);
        }
        groups.arrange();
    }

    @Test
    void callsOnceWhenSomethingCanBeGiven() {
        // When
        boolean first = written.add(acknowledged(0));
        boolean second = written.add(acknowledged(1));
        written.begin();
        written.leave(groups, 0);
        boolean afterTheCall = written.add(acknowledged(2));

        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(afterTheCall).isTrue();
    }

    @Test
    void waitsForAsManyAsMayWait() {
        // Given
        written.mayWait(2);

        // When
        boolean first = written.add(acknowledged(0));
        boolean second = written.add(acknowledged(1));

        // Then
        assertThat(first).isFalse();
        assertThat(second).isTrue();
    }

    @Test
    void countsAllThatATransactionHas() {
        // Given
        written.mayWait(3);

        // When
        boolean called = written.add(acknowledged(0, 1, 2));

        // Then
        assertThat(called).isTrue();
    }

    @Test
    void lettingThemLeaveEndsEachOnce() {
        // Given
        written.add(acknowledged(0, 1));
        written.add(acknowledged(2));

        // When
        boolean any = written.leave(groups, 0);
        boolean anyMore = written.leave(groups, 0);

        // Then
        assertThat(any).isTrue();
        assertThat(anyMore).isFalse();
        assertThat(written.isEmpty()).isTrue();
        assertThat(leases.stream().map(lease -> lease.inner().getSequence()))
                .containsExactly(GroupUpkeep.ENDED, GroupUpkeep.ENDED, GroupUpkeep.ENDED, 4L);
    }

    @Test
    void oneThatHasLeftItsGroupBeforeChangesNothing() {
        // Given
        MessageGroup<SimpleString, Seat, LeasedConsumer> group = leases.get(0).group();
        written.add(acknowledged(0));
        groups.end(group, 1, 0);

        // When
        boolean any = written.leave(groups, 0);

        // Then
        assertThat(any).isFalse();
    }

    private WrittenAcknowledgements acknowledged(int... places) {
        var acknowledged = new WrittenAcknowledgements(null, null, true);
        for (int place : places) {
            acknowledged.add(leases.get(place));
        }
        return acknowledged;
    }

    private static final class NoShelf implements Shelf<Seat> {

        @Override
        public void offer(Seat seat) {
            // only the groups are looked at
        }

        @Override
        public void park(Seat seat) {
            // only the groups are looked at
        }

        @Override
        public void parkInFront(Seat seat) {
            // only the groups are looked at
        }
    }
}
