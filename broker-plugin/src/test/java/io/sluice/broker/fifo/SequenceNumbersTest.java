package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SequenceNumbersTest {

    private final AtomicLong last = new AtomicLong(1_000);
    private final SequenceNumbers<String> numbers = new SequenceNumbers<>(2, 0);

    private long accept(String group, long proposed) {
        return numbers.accept(group, proposed, last::incrementAndGet).number();
    }

    @Test
    void aMessageKeepsTheNumberThatItProposes() {
        assertThat(accept("a", 5)).isEqualTo(5);
        assertThat(accept("a", 7)).isEqualTo(7);
    }

    @Test
    void aMessageThatWasOvertakenInItsGroupGetsANewNumber() {
        // Given
        accept("a", 7);

        // When, Then
        assertThat(accept("a", 5)).isEqualTo(1_001);
        assertThat(accept("a", 7)).isEqualTo(1_002);
    }

    @Test
    void anotherGroupOvertakesNobody() {
        // Given
        accept("a", 7);

        // When, Then
        assertThat(accept("b", 5)).isEqualTo(5);
    }

    @Test
    void aGroupThatWasForgottenStaysAboveAllThatWereForgotten() {
        // Given
        accept("a", 7);
        accept("b", 3);
        accept("c", 4);

        // When, Then
        assertThat(accept("d", 7)).isEqualTo(1_001);
        assertThat(accept("d", 1_002)).isEqualTo(1_002);
    }

    @Test
    void whatWasUsedLastIsForgottenLast() {
        // Given
        accept("a", 7);
        accept("b", 8);
        accept("a", 9);

        // When
        accept("c", 20);

        // Then
        assertThat(accept("a", 10)).isEqualTo(10);
    }

    @Test
    void aGroupThatWasSparedMustBeUsedAgainToBeSparedTwice() {
        // Given
        accept("a", 7);
        accept("a", 30);
        accept("b", 9);
        accept("c", 10);

        // When
        accept("d", 11);

        // Then
        assertThat(accept("e", 25)).isEqualTo(1_001);
    }

    @Test
    void theFirstOfAllIsForgottenIfAllWereUsedAgain() {
        // Given
        accept("a", 5);
        accept("b", 6);
        accept("a", 7);
        accept("b", 8);

        // When
        accept("c", 9);

        // Then
        assertThat(accept("d", 8)).isEqualTo(8);
    }

    @Test
    void noNumberIsBelowTheFloor() {
        // Given
        numbers.raiseFloor(50);
        numbers.raiseFloor(40);

        // When, Then
        assertThat(accept("a", 50)).isEqualTo(1_001);
        assertThat(accept("b", 51)).isEqualTo(51);
    }

    @Test
    void aNumberIsShownWithTwentyDigits() {
        assertThat(SequenceNumbers.shown(0)).isEqualTo("00000000000000000000");
        assertThat(SequenceNumbers.shown(Long.MAX_VALUE)).isEqualTo("09223372036854775807");
    }
}
