package io.sluice.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffortTest {

    // a quick run takes 200 ms, and up to 2 s to have 10,000 messages
    @ParameterizedTest
    @CsvSource({"100, 200", "4999, 9998", "5000, 10000", "50000, 10000", "50005, 10001", "100000, 20000"})
    void aRunHasTheMessagesOfItsTimeAndEnoughOfThemIfThatDoesNotTakeTooLong(double perSecond, double expected) {
        // Given
        Effort quick = Effort.quick();

        // When
        double messages = quick.messagesAt(perSecond);

        // Then
        assertThat(messages).isEqualTo(expected);
    }
}
