package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.visibility.ConsumerLeases;
import io.sluice.broker.visibility.VisibilitySettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.collections.LinkedListImpl;
import org.apache.activemq.artemis.utils.collections.NodeStore;
import org.junit.jupiter.api.Test;

class ReturnedMessagesTest {

    private final ReturnedMessages returned = new ReturnedMessages();
    private final ConsumerLeases leases = new ConsumerLeases(VisibilitySettings.DEFAULT, 0);
    private final NodeStore<MessageReference> urgentIndex = returned.newPriorityIndex();
    private final NodeStore<MessageReference> normalIndex = returned.newPriorityIndex();
    private final LinkedListImpl<MessageReference> urgent = list(urgentIndex);
    private final LinkedListImpl<MessageReference> normal = list(normalIndex);

    @Test
    void remembersNothingOfMessagesThatNeverCameBack() {
        // Given
        normal.addTail(message(1));

        // When
        returned.received(lease(1, 5));

        // Then
        assertThat(returned.size()).isZero();
        assertThat(returned.newestLeaseOf(1)).isNull();
        assertThat(returned.firstReceivedMillis(1, 77)).isEqualTo(77);
        assertThat(normal.removeWithID("", 1)).isNull();
        assertThat(normal.size()).isEqualTo(1);
    }

    @Test
    void keepsTheTimeOfTheFirstReceiveAndTheNewestLease() {
        // Given
        LeasedReference first = lease(1, 5);
        LeasedReference second = lease(1, 6);
        returned.returned(first, 1000);

        // When
        returned.received(second);
        returned.returned(second, 2000);

        // Then
        assertThat(returned.firstReceivedMillis(1, 77)).isEqualTo(1000);
        assertThat(returned.newestLeaseOf(1)).isSameAs(second);
        assertThat(returned.size()).isEqualTo(1);
    }

    @Test
    void aWithdrawnLeaseLeavesTheOneBeforeItTheNewest() {
        // Given
        LeasedReference first = lease(1, 5);
        LeasedReference refused = lease(1, 6);
        returned.returned(first, 1000);
        returned.received(refused);

        // When
        returned.withdraw(refused);

        // Then
        assertThat(returned.newestLeaseOf(1)).isSameAs(first);
        assertThat(returned.successorOf(first)).isNull();
    }

    @Test
    void onlyTheNewestLeaseCanBeWithdrawn() {
        // Given
        LeasedReference first = lease(1, 5);
        LeasedReference second = lease(1, 6);
        returned.returned(first, 1000);
        returned.received(second);

        // When
        returned.withdraw(first);

        // Then
        assertThat(returned.newestLeaseOf(1)).isSameAs(second);
    }

    @Test
    void theLaterLeaseOfTheSameConsumerSucceedsTheEarlierOne() {
        // Given
        LeasedReference first = lease(1, 5);
        LeasedReference second = lease(1, 6);
        returned.returned(first, 1000);
        LeasedReference before = returned.successorOf(first);

        // When
        returned.received(second);

        // Then
        assertThat(before).isNull();
        assertThat(returned.successorOf(first)).isSameAs(second);
        assertThat(returned.successorOf(second)).isNull();
        assertThat(returned.successorOf(lease(2, 5))).isNull();
    }

    @Test
    void forgetsAMessageThatIsGone() {
        // Given
        returned.returned(lease(1, 5), 1000);
        returned.returned(lease(2, 5), 1000);

        // When
        returned.gone(1);

        // Then
        assertThat(returned.newestLeaseOf(1)).isNull();
        assertThat(returned.newestLeaseOf(2)).isNotNull();
        assertThat(returned.size()).isEqualTo(1);
    }

    @Test
    void findsAReturnedMessageInTheMiddleOfItsList() {
        // Given
        LongStream.rangeClosed(1, 3).forEach(id -> {
            returned.returned(lease(id, 5), 1000);
            normal.addTail(message(id));
        });

        // When
        MessageReference found = normal.removeWithID("", 2);

        // Then
        assertThat(found.getMessageID()).isEqualTo(2);
        assertThat(idsIn(normal)).containsExactly(1L, 3L);
        assertThat(normal.removeWithID("", 2)).isNull();
    }

    @Test
    void anIndexNeverHandsOutTheNodeOfAnotherList() {
        // Given
        returned.returned(lease(1, 5), 1000);
        urgent.addHead(message(1));

        // When
        MessageReference wrong = normal.removeWithID("", 1);

        // Then
        assertThat(wrong).isNull();
        assertThat(normalIndex.getNode("", 1)).isNull();
        assertThat(urgentIndex.getNode("", 1)).isNotNull();
        assertThat(urgent.removeWithID("", 1)).isNotNull();
        assertThat(urgent.size()).isZero();
    }

    @Test
    void removingFromOneListLeavesThePlaceInAnotherAlone() {
        // Given
        returned.returned(lease(1, 5), 1000);
        urgent.addHead(message(1));
        LinkedListImpl.Node<MessageReference> place = urgentIndex.getNode("", 1);

        // When
        normalIndex.removeNode(message(1), place);

        // Then
        assertThat(urgentIndex.getNode("", 1)).isSameAs(place);
    }

    @Test
    void eachIndexCountsAndClearsItsOwnListOnly() {
        // Given
        LongStream.rangeClosed(1, 3).forEach(id -> returned.returned(lease(id, 5), 1000));
        urgent.addTail(message(1));
        normal.addTail(message(2));
        normal.addTail(message(3));
        List<Integer> before = List.of(urgentIndex.size(), normalIndex.size());

        // When
        normalIndex.clear();

        // Then
        assertThat(before).containsExactly(1, 2);
        assertThat(urgentIndex.size()).isEqualTo(1);
        assertThat(normalIndex.size()).isZero();
        assertThat(returned.size()).isEqualTo(3);
    }

    private static LinkedListImpl<MessageReference> list(NodeStore<MessageReference> index) {
        return new LinkedListImpl<>(Comparator.comparingLong(MessageReference::getMessageID), index);
    }

    private static List<Long> idsIn(LinkedListImpl<MessageReference> list) {
        List<Long> ids = new ArrayList<>();
        list.forEach(reference -> ids.add(reference.getMessageID()));
        return ids;
    }

    private static MessageReference message(long id) {
        return MessageReference.Factory.createReference(new CoreMessage(id, 64), null);
    }

    private LeasedReference lease(long messageId, long grantedAtNanos) {
        LeasedReference lease = new LeasedReference(message(messageId), null);
        leases.grant(lease, grantedAtNanos);
        return lease;
    }
}
