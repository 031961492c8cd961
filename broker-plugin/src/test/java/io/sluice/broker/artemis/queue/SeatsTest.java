package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.junit.jupiter.api.Test;

class SeatsTest {

    private final Seats seats = new Seats();

    private static MessageReference reference(long id) {
        return new MessageReferenceImpl(new CoreMessage(id, 100), null);
    }

    private Seat seat(long id) {
        Seat seat = new Seat(reference(id));
        seats.add(seat);
        return seat;
    }

    private List<Seat> all() {
        List<Seat> found = new ArrayList<>();
        seats.forEach(found::add);
        return found;
    }

    @Test
    void findsTheSeatOfAMessageByItAndByItsId() {
        // Given
        Seat seat = seat(7);

        // When, Then
        assertThat(seats.of(seat.message)).isSameAs(seat);
        assertThat(seats.of(reference(7))).isSameAs(seat);
        assertThat(seats.get(7)).isSameAs(seat);
        assertThat(seats.get(8)).isNull();
    }

    @Test
    void forgetsOnlyTheOneThatIsRemovedAmongThoseOfOnePlace() {
        // Given
        Seat first = seat(1);
        Seat second = seat(1 + (1L << 20));
        Seat third = seat(1 + (1L << 21));

        // When
        seats.remove(second);

        // Then
        assertThat(seats.get(second.message.getMessageID())).isNull();
        assertThat(all()).containsExactlyInAnyOrder(first, third);
    }

    @Test
    void isNotChangedByRemovingOneThatIsNotThere() {
        // Given
        Seat seat = seat(1);

        // When
        seats.remove(new Seat(reference(1)));

        // Then
        assertThat(all()).containsExactly(seat);
    }

    @Test
    void findsAllWhileItGrowsAndShrinks() {
        // Given
        List<Seat> many = LongStream.range(0, 10_000).mapToObj(this::seat).toList();

        // When
        many.subList(0, 9_990).forEach(seats::remove);

        // Then
        List<Seat> left = many.subList(9_990, 10_000);
        assertThat(all()).containsExactlyInAnyOrderElementsOf(left);
        assertThat(left).allSatisfy(seat -> assertThat(seats.of(seat.message)).isSameAs(seat));
    }

    @Test
    void removesAllThatAreMeantAmongThoseOfOnePlace() {
        // Given
        LongStream.range(0, 100).forEach(number -> seat(number << 20));
        Seat left = seat(1);

        // When
        seats.removeIf(seat -> seat != left);

        // Then
        assertThat(all()).containsExactly(left);
    }
}
