package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UnwrittenIdsTest {

    private static final DeduplicationKey A = new DeduplicationKey(1, 1);
    private static final DeduplicationKey B = new DeduplicationKey(2, 2);

    private final UnwrittenIds ids = new UnwrittenIds();

    private static List<DeduplicationKey> keys(List<UnwrittenIds.Entry> entries) {
        return entries.stream().map(UnwrittenIds.Entry::key).toList();
    }

    @Test
    void areWrittenTogetherBeforeTheFirstOfTheirMessagesLeaves() {
        // Given
        ids.stored(ids.add(10, A, 0));
        ids.stored(ids.add(11, B, 0));
        // When / Then
        assertThat(keys(ids.takeBefore(10))).containsExactly(A, B);
        assertThat(ids.takeBefore(11)).isEmpty();
        assertThat(ids.size()).isZero();
    }

    @Test
    void letNoMessageOfThemLeaveBeforeTheyAreWritten() {
        // Given
        ids.stored(ids.add(10, A, 0));
        ids.stored(ids.add(11, B, 0));
        // When
        ids.takeBefore(10);
        // Then
        assertThat(ids.mayHave(11)).isTrue();
        ids.written();
        assertThat(ids.mayHave(11)).isFalse();
    }

    @Test
    void areThoseOfOlderMessagesStillWhenOthersAreWritten() {
        // Given
        ids.add(10, A, 0);
        ids.stored(ids.add(11, B, 0));
        // When
        ids.takeBefore(11);
        ids.written();
        // Then
        assertThat(ids.mayHave(9)).isFalse();
        assertThat(ids.mayHave(10)).isTrue();
    }

    @Test
    void areForgottenUpToTheMomentOfAPurge() {
        // Given
        ids.addStored(10, A, 1_000);
        ids.addStored(11, B, 1_001);
        // When
        ids.forgetThrough(1_000);
        // Then
        assertThat(keys(ids.take())).containsExactly(B);
    }

    @Test
    void areLeftAloneByAnOlderMessage() {
        // Given
        ids.stored(ids.add(10, A, 0));
        // When / Then
        assertThat(ids.mayHave(9)).isFalse();
        assertThat(ids.takeBefore(9)).isEmpty();
        assertThat(ids.mayHave(10)).isTrue();
    }

    @Test
    void areNotWrittenBeforeTheirMessageIsStoredBecauseACrashInBetweenWouldLoseIt() {
        // Given
        UnwrittenIds.Entry underWay = ids.add(10, A, 0);
        ids.stored(ids.add(11, B, 0));
        // When / Then
        assertThat(keys(ids.takeBefore(11))).containsExactly(B);
        assertThat(ids.take()).isEmpty();
        ids.stored(underWay);
        assertThat(keys(ids.take())).containsExactly(A);
    }

    @Test
    void areWrittenWithAMessageThatLeavesBeforeItsSenderKnowsThatItIsStored() {
        // Given
        ids.add(10, A, 0);
        // When / Then
        assertThat(keys(ids.takeBefore(10))).containsExactly(A);
    }

    @Test
    void areForgottenIfTheirMessageWasNotStored() {
        // Given
        UnwrittenIds.Entry refused = ids.add(10, A, 0);
        // When
        ids.withdraw(refused);
        // Then
        assertThat(ids.takeBefore(10)).isEmpty();
    }

    @Test
    void areForgottenByAPurge() {
        // Given
        ids.stored(ids.add(10, A, 0));
        // When
        ids.clear();
        // Then
        assertThat(ids.mayHave(10)).isFalse();
        assertThat(ids.take()).isEmpty();
    }
}
