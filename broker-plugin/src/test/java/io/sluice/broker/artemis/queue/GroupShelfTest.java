package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.utils.SizeAwareMetric;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.apache.activemq.artemis.utils.collections.PriorityLinkedListImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How consumers walk along the shelf, each with an iterator of Artemis' own list. */
class GroupShelfTest {

    private final PriorityLinkedListImpl<MessageReference> list =
            new PriorityLinkedListImpl<>(10, MessageReferenceImpl.getSequenceComparator());
    private final GroupShelf shelf = new GroupShelf();
    private final MessageReference m1 = reference(1);
    private final MessageReference m2 = reference(2);
    private final Seat s1 = shelf.seatFor(m1);
    private final Seat s2 = shelf.seatFor(m2);

    private static MessageReference reference(long id) {
        return new MessageReferenceImpl(new CoreMessage(id, 100), null);
    }

    @BeforeEach
    void open() {
        list.setNodeStore(shelf::newIndex);
        shelf.open(list, new LookAhead(new SizeAwareMetric(), 0), seat -> {});
    }

    private static List<MessageReference> walk(LinkedListIterator<MessageReference> consumer) {
        List<MessageReference> seen = new ArrayList<>();
        while (consumer.hasNext()) {
            seen.add(consumer.next());
        }
        return seen;
    }

    @Test
    void whoPassedTheOnlyMessageOnOfferSeesItWhenItIsOfferedAnew() {
        // Given
        shelf.offer(s1);
        LinkedListIterator<MessageReference> consumer = list.iterator();
        assertThat(walk(consumer)).containsExactly(m1);
        assertThat(walk(consumer)).isEmpty();
        // When
        shelf.offer(s1);
        // Then
        assertThat(walk(consumer)).containsExactly(m1);
    }

    @Test
    void whoPassedAMessageThatWasParkedMeanwhileSeesItWhenItIsOfferedAnew() {
        // Given
        shelf.offer(s1);
        LinkedListIterator<MessageReference> consumer = list.iterator();
        assertThat(walk(consumer)).containsExactly(m1);
        shelf.park(s1);
        // When
        shelf.offer(s1);
        // Then
        assertThat(walk(consumer)).containsExactly(m1);
    }

    @Test
    void whoPassedSomeSeesOnlyThatOneAgainThatIsOfferedAnew() {
        // Given
        shelf.offer(s1);
        shelf.offer(s2);
        LinkedListIterator<MessageReference> consumer = list.iterator();
        assertThat(walk(consumer)).containsExactly(m1, m2);
        // When
        shelf.offer(s1);
        // Then
        assertThat(walk(consumer)).containsExactly(m1);
    }

    @Test
    void whoStandsAtAParkedMessageWithoutHavingAskedForItSeesWhatIsOfferedNext() {
        // Given
        shelf.park(s1);
        LinkedListIterator<MessageReference> consumer = list.iterator();
        assertThat(consumer.hasNext()).isTrue();
        assertThat(consumer.next()).isEqualTo(m1);
        consumer.repeat();
        shelf.noteStop(m1);
        // When
        shelf.offer(s2);
        // Then
        assertThat(consumer.hasNext()).isTrue();
        assertThat(consumer.next()).isEqualTo(m2);
    }
}
