package io.sluice.broker.stream.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Up to which place the journal has nothing of a shard, when only some of its records were ever there. */
class UnsettledTest {

    @Test
    void recordsThatWereNeverInTheJournalAreSettled() {
        // Given
        var unsettled = new Unsettled(0, 0);

        // When
        unsettled.appended(1, false);
        unsettled.appended(2, false);

        // Then
        assertThat(unsettled.settledTo()).isEqualTo(2);
    }

    @Test
    void theOldestOneOfTheJournalHoldsUpWhatFollowsIt() {
        // Given
        var unsettled = new Unsettled(0, 0);
        unsettled.appended(1, false);
        unsettled.appended(2, true);
        unsettled.appended(3, false);
        unsettled.appended(4, true);
        unsettled.appended(5, false);

        // When, Then
        assertThat(unsettled.settledTo()).isEqualTo(1);
        unsettled.settle(2);
        assertThat(unsettled.settledTo()).isEqualTo(3);
        unsettled.settle(4);
        assertThat(unsettled.settledTo()).isEqualTo(5);
    }

    @Test
    void aPartOfARowMayBeSettled() {
        // Given
        var unsettled = new Unsettled(0, 0);
        for (long place = 1; place <= 10; place++) {
            unsettled.appended(place, true);
        }

        // When
        unsettled.settle(4);

        // Then
        assertThat(unsettled.settledTo()).isEqualTo(4);
    }

    @Test
    void recordsOfAnEarlierLifeHoldUpThoseOfThisOne() {
        // Given
        var unsettled = new Unsettled(3, 7);

        // When
        unsettled.appended(8, false);

        // Then
        assertThat(unsettled.settledTo()).isEqualTo(3);
        unsettled.settle(7);
        assertThat(unsettled.settledTo()).isEqualTo(8);
    }

    @Test
    void aNumberThatIsFreeAgainMayBeThatOfARecordOfTheOtherKind() {
        // Given
        var unsettled = new Unsettled(0, 0);
        unsettled.appended(1, true);
        unsettled.appended(2, true);
        unsettled.appended(3, false);
        unsettled.appended(4, false);

        // When
        unsettled.takenBack(2);
        unsettled.appended(2, false);
        unsettled.appended(3, true);
        unsettled.settle(1);

        // Then
        assertThat(unsettled.settledTo()).isEqualTo(2);
    }

    @Test
    void whatWasTakenBackDoesNotCount() {
        // Given
        var unsettled = new Unsettled(0, 0);
        unsettled.appended(1, false);
        unsettled.appended(2, false);

        // When
        unsettled.takenBack(2);

        // Then
        assertThat(unsettled.settledTo()).isEqualTo(1);
    }
}
