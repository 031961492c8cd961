package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadAheadLevelTest {

    private final ReadAheadLevel level = new ReadAheadLevel();

    @Test
    void isReadUntilItIsFullAndAgainWhenAQuarterIsFree() {
        // Given
        assertThat(level.room(100)).isEqualTo(100);
        assertThat(level.added(75)).isTrue();
        assertThat(level.added(25)).isFalse();
        assertThat(level.room(100)).isZero();

        // When Then
        assertThat(level.removed(24)).isFalse();
        assertThat(level.removed(1)).isTrue();
        assertThat(level.removed(1)).isFalse();
        assertThat(level.room(100)).isEqualTo(26);
    }

    @Test
    void isReadOnIfWhatWasConsumedMeanwhileMadeRoom() {
        // Given
        level.room(100);
        level.added(90);
        assertThat(level.room(100)).isEqualTo(10);

        // When
        boolean wantedByConsumption = level.removed(30);

        // Then
        assertThat(wantedByConsumption || level.added(10)).isTrue();
    }

    @Test
    void isReadOnAfterEverythingWasConsumedWhateverTheOrder() {
        for (int consumedBefore = 0; consumedBefore <= 90; consumedBefore++) {
            // Given
            ReadAheadLevel any = new ReadAheadLevel();
            any.room(100);
            any.added(90);
            any.room(100);

            // When
            boolean isWanted = any.removed(consumedBefore);
            isWanted |= any.added(10);
            isWanted |= any.removed(100 - consumedBefore);

            // Then
            assertThat(isWanted).as("%d consumed before", consumedBefore).isTrue();
        }
    }

    @Test
    void aRecordThatIsLargerThanTheRoomIsReadAloneAndTheNextWhenItIsConsumed() {
        // Given
        level.room(100);

        // When
        boolean isMoreWanted = level.added(1000);

        // Then
        assertThat(isMoreWanted).isFalse();
        assertThat(level.room(100)).isNegative();
        assertThat(level.removed(1000)).isTrue();
    }

    @Test
    void isReadOnWhenAllIsConsumedIfNothingCanBeReadBeforeThat() {
        // Given
        level.room(100);
        level.added(90);
        level.awaitEnd();

        // When Then
        assertThat(level.removed(60)).isFalse();
        assertThat(level.removed(29)).isFalse();
        assertThat(level.removed(1)).isTrue();
    }

    @Test
    void beginsAnewWhenItIsEmptied() {
        level.room(100);
        level.added(100);

        level.empty();

        assertThat(level.room(100)).isEqualTo(100);
    }
}
