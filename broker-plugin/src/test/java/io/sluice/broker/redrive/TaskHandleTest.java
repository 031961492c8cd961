package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHandleTest {

    @ParameterizedTest
    @ValueSource(strings = {"orders-dlq", "a.b::c", "with \"quotes\"", "ümlaut"})
    void readsWhatItWrites(String source) {
        // Given
        TaskHandle handle = new TaskHandle("4f0c", source);
        // Then
        assertThat(TaskHandle.parse(handle.text())).contains(handle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "abcd", "{}"})
    void refusesWhatIsNoHandle(String text) {
        assertThat(TaskHandle.parse(text)).isEmpty();
        assertThat(TaskHandle.parse(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                .isEmpty();
    }
}
