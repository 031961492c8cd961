package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageGroupsTest {

    private static final String A = "a";
    private static final String B = "b";
    private static final String ANN = "Ann";
    private static final String BOB = "Bob";

    private final WalkedShelf shelf = new WalkedShelf();
    private final MessageGroups<String, Long, String> groups = new MessageGroups<>(shelf, new GroupLimit.Fixed(3));
    private final Map<String, MessageGroup<String, Long, String>> named = new HashMap<>();

    private void add(String group, long... numbers) {
        for (long number : numbers) {
            named.put(group, groups.add(group, number, number));
        }
        groups.arrange();
    }

    private void give(String consumer, String group, long... numbers) {
        for (long number : numbers) {
            assertThat(groups.admission(group, number, consumer)).isEqualTo(Admission.GRANTED);
            groups.take(named.get(group), number, consumer, new OwnerPace(() -> OwnerPace.UNLIMITED), 0);
            shelf.takeOut(number);
            groups.arrange();
        }
    }

    private void end(String group, long number) {
        groups.end(group, number, 0);
        groups.arrange();
    }

    private void pass(String consumer, String group, long through) {
        groups.pass(named.get(group), through, consumer, 0);
        groups.arrange();
    }

    private Admission admission(String consumer, String group, long number) {
        return groups.admission(group, number, consumer);
    }

    @Test
    void onlyTheFirstOfAGroupIsGranted() {
        // Given
        add(A, 1, 2);

        // When, Then
        assertThat(admission(ANN, A, 2)).isEqualTo(Admission.NOT_NOW);
        assertThat(admission(ANN, A, 1)).isEqualTo(Admission.GRANTED);
    }

    @Test
    void aGroupBelongsToItsOwnerUntilNothingOfItIsInFlight() {
        // Given
        add(A, 1, 2, 3);
        give(ANN, A, 1, 2);

        // When, Then
        assertThat(admission(BOB, A, 3)).isEqualTo(Admission.NOT_NOW);
        end(A, 1);
        assertThat(admission(BOB, A, 3)).isEqualTo(Admission.NOT_NOW);
        end(A, 2);
        assertThat(admission(BOB, A, 3)).isEqualTo(Admission.GRANTED);
    }

    @Test
    void aGroupThatIsHeldAtItsLimitHasNothingOnOffer() {
        // Given
        add(A, 1, 2, 3, 4, 5);

        // When
        give(ANN, A, 1, 2, 3);

        // Then
        assertThat(shelf.onOffer()).isEmpty();
        assertThat(shelf.parked()).containsExactly(4L, 5L);
        assertThat(admission(ANN, A, 4)).isEqualTo(Admission.PARKED);
    }

    @Test
    void whatIsSettledMakesRoomForTheNext() {
        // Given
        add(A, 1, 2, 3, 4, 5);
        give(ANN, A, 1, 2, 3);

        // When
        end(A, 2);

        // Then
        assertThat(shelf.onOffer()).containsExactly(4L);
        assertThat(shelf.parked()).containsExactly(5L);
    }

    @Test
    void whatTheOwnerIsKnownToBeDoneWithMakesRoomForTheNextAndTheGroupStaysItsOwn() {
        // Given
        add(A, 1, 2, 3, 4, 5);
        give(ANN, A, 1, 2, 3);

        // When
        pass(ANN, A, 2);

        // Then
        assertThat(shelf.onOffer()).containsExactly(4L, 5L);
        assertThat(admission(BOB, A, 4)).isEqualTo(Admission.NOT_NOW);
        give(ANN, A, 4, 5);
        add(A, 6);
        assertThat(shelf.onOffer()).isEmpty();
        end(A, 1);
        assertThat(shelf.onOffer()).isEmpty();
        end(A, 3);
        assertThat(shelf.onOffer()).containsExactly(6L);
    }

    @Test
    void nobodyIsDoneWithWhatAnotherHas() {
        // Given
        add(A, 1, 2, 3, 4);
        give(ANN, A, 1, 2, 3);

        // When
        pass(BOB, A, 3);

        // Then
        assertThat(shelf.onOffer()).isEmpty();
    }

    @Test
    void whatComesBackAfterItsOwnerWasDoneWithItCountsAnew() {
        // Given
        add(A, 1, 2, 3, 4, 5);
        give(ANN, A, 1, 2, 3);
        pass(ANN, A, 3);
        add(A, 1, 2, 3);

        // When
        give(BOB, A, 1, 2, 3);

        // Then
        assertThat(shelf.onOffer()).isEmpty();
    }

    @Test
    void aHeldGroupDelaysNoOther() {
        // Given
        add(A, 1, 2, 3, 4, 5);
        give(ANN, A, 1, 2, 3);

        // When
        add(B, 6);

        // Then
        assertThat(shelf.onOffer()).containsExactly(6L);
        assertThat(admission(BOB, B, 6)).isEqualTo(Admission.GRANTED);
    }

    @Test
    void whatComesBackWaitsForWhatIsInFlightBehindIt() {
        // Given
        add(A, 1, 2, 3);
        give(ANN, A, 1, 2);

        // When
        add(A, 1);

        // Then
        assertThat(shelf.onOffer()).isEmpty();
        assertThat(groups.holderBehind(A, 1)).contains(ANN);
        assertThat(groups.isAnyWaitingBefore(A, 2)).isTrue();
        add(A, 2);
        assertThat(shelf.onOffer()).containsExactly(1L, 2L, 3L);
        assertThat(groups.holderBehind(A, 1)).isEmpty();
        assertThat(admission(BOB, A, 1)).isEqualTo(Admission.GRANTED);
    }

    @Test
    void whatIsAwayHoldsBackWhatIsBehindItOnly() {
        // Given
        add(A, 1, 2, 3);

        // When
        shelf.takeOut(2L);
        groups.sendAway(A, 2);
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).containsExactly(1L);
        end(A, 2);
        assertThat(shelf.onOffer()).containsExactly(1L, 3L);
    }

    @Test
    void whoWasRefusedIsOfferedTheMessageAgainWhenTheGroupIsFree() {
        // Given
        add(A, 1, 2);
        add(B, 3);
        give(ANN, A, 1);
        groups.refuse(named.get(A));

        // When
        end(A, 1);

        // Then
        assertThat(shelf.onOffer()).containsExactly(3L, 2L);
    }

    @Test
    void aHeadThatIsRemovedUnblocksItsGroup() {
        // Given
        add(A, 1, 2);
        add(B, 3);
        groups.refuse(named.get(A));

        // When
        shelf.takeOut(1L);
        boolean waited = groups.remove(named.get(A), 1);
        groups.arrange();

        // Then
        assertThat(waited).isTrue();
        assertThat(groups.remove(named.get(A), 1)).isFalse();
        assertThat(shelf.onOffer()).containsExactly(3L, 2L);
        assertThat(admission(ANN, A, 2)).isEqualTo(Admission.GRANTED);
    }

    @Test
    void aLowerLimitLeavesWhatIsInFlightAndParksWhatIsOnOffer() {
        // Given
        add(A, 1, 2, 3);
        give(ANN, A, 1);

        // When
        groups.limitTo(new GroupLimit.Fixed(1));
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).isEmpty();
        assertThat(shelf.parked()).containsExactly(2L, 3L);
        end(A, 1);
        assertThat(shelf.onOffer()).containsExactly(2L);
    }

    @Test
    void aGroupWithoutMessagesIsForgotten() {
        // Given
        add(A, 1);
        give(ANN, A, 1);

        // When
        end(A, 1);

        // Then
        assertThat(groups.size()).isZero();
    }
}
