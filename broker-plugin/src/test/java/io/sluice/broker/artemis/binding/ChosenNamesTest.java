package io.sluice.broker.artemis.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each queue is chosen once, however many there are. */
class ChosenNamesTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 1_000})
    void takesEachNameOnce(int size) {
        // Given
        ChosenNames chosen = new ChosenNames(size);
        // When
        long taken = IntStream.range(0, size)
                .filter(i -> chosen.add(SimpleString.of("queue" + i)))
                .count();
        long takenAgain = IntStream.range(0, size)
                .filter(i -> chosen.add(SimpleString.of("queue" + i)))
                .count();
        // Then
        assertThat(taken).isEqualTo(size);
        assertThat(takenAgain).isZero();
    }
}
