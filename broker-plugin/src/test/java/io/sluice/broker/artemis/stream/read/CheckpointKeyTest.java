package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"dashboard", "app\\.1.sub", "a:b", "a:b:0", ":", "%", "%3A", "%253A", "a%b", "a\nb", "träck"})
    void aGroupOfAnyNameIsFoundAgain(String group) {
        // Given
        CheckpointKey key = new CheckpointKey("telemetry", group, 12);

        // When Then
        assertThat(CheckpointKey.parse(key.text())).contains(key);
    }

    @Test
    void theKeyOfAPlainNameIsReadable() {
        assertThat(new CheckpointKey("telemetry", "app.sub", 0).text()).isEqualTo("telemetry:app.sub:0");
    }

    @Test
    void aGroupIsNotTakenForAnotherWhoseNameBeginsAlike() {
        // Given
        CheckpointKey key = new CheckpointKey("telemetry", "a:b", 0);

        // When Then
        assertThat(key.isOf("telemetry", "a:b")).isTrue();
        assertThat(key.isOf("telemetry", "a")).isFalse();
        assertThat(key.isOf("telemetry:a", "b")).isFalse();
        assertThat(key.text()).doesNotStartWith("telemetry:a:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "telemetry", "telemetry:a", "telemetry:a:b", "telemetry:a:b:0", "telemetry:a:-1"})
    void whatIsNoKeyIsNone(String text) {
        assertThat(CheckpointKey.parse(text)).isEmpty();
    }
}
