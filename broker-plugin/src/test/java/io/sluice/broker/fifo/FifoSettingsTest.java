package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FifoSettingsTest {

    @Test
    void aGroupWaitsForItsMessagesUnlessTheFileSaysOtherwise() {
        assertThat(FifoSettings.DEFAULT)
                .isEqualTo(new FifoSettings(
                        new GroupLimit.Auto(), RetryMode.BLOCK_GROUP, Optional.empty(), DeduplicationSettings.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void takesBothEndsOfTheRange(int messages) {
        assertThat(new GroupLimit.Fixed(messages).messages()).isEqualTo(messages);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_001})
    void refusesWhatIsBeyondTheRange(int messages) {
        assertThatThrownBy(() -> new GroupLimit.Fixed(messages))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxInFlightPerGroup " + messages + " is outside 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "!~", "a-zA-Z0-9!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})
    void aGroupIsNamedWithLettersDigitsAndPunctuation(String name) {
        assertThat(FifoSettings.isGroupName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "\u007f", "\u00e4"})
    void anythingElseIsNoNameOfAGroup(String name) {
        assertThat(FifoSettings.isGroupName(name)).isFalse();
        assertThatThrownBy(() -> new FifoSettings(
                        new GroupLimit.Auto(), RetryMode.BLOCK_GROUP, Optional.of(name), DeduplicationSettings.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameOfAGroupHasAtMost128Characters() {
        assertThat(FifoSettings.isGroupName("g".repeat(128))).isTrue();
        assertThat(FifoSettings.isGroupName("g".repeat(129))).isFalse();
    }

    @Test
    void theNameOfAQueueTellsWhetherItIsFifo() {
        assertThat(FifoSettings.isFifo("payments.fifo")).isTrue();
        assertThat(FifoSettings.isFifo("payments")).isFalse();
        assertThat(FifoSettings.isFifo("payments.fifo.old")).isFalse();
    }
}
