package io.sluice.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueSettingsTest {

    private static final Duration RETENTION = Duration.ofDays(4);
    private static final ByteSize SIZE = ByteSize.ofMebibytes(1);

    @Test
    void defaultsAreThoseOfSqs() {
        assertThat(QueueSettings.DEFAULT)
                .isEqualTo(new QueueSettings(
                        VisibilitySettings.DEFAULT,
                        Duration.ZERO,
                        Duration.ofDays(4),
                        ByteSize.ofMebibytes(1),
                        Optional.empty(),
                        FifoSettings.DEFAULT));
    }

    @Test
    void keepsWhatItIsGiven() {
        // Given
        RedrivePolicy policy = new RedrivePolicy("orders-dlq", 5);

        // When
        QueueSettings settings = new QueueSettings(
                VisibilitySettings.DEFAULT,
                Duration.ofSeconds(5),
                Duration.ofDays(1),
                ByteSize.ofKibibytes(4),
                Optional.of(policy),
                FifoSettings.DEFAULT);

        // Then
        assertThat(settings.delay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.maximumMessageSize()).isEqualTo(ByteSize.ofKibibytes(4));
        assertThat(settings.redrivePolicy()).contains(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT15M"})
    void takesADelayWithinTheRange(String text) {
        Duration delay = Duration.parse(text);
        assertThat(settings(delay, RETENTION, SIZE).delay()).isEqualTo(delay);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-0.000000001S", "PT15M0.000000001S"})
    void refusesADelayOutsideTheRange(String text) {
        Duration delay = Duration.parse(text);
        assertThatThrownBy(() -> settings(delay, RETENTION, SIZE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("delay " + delay + " is outside 0s to 15m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT60S", "P14D"})
    void takesARetentionWithinTheRange(String text) {
        Duration retention = Duration.parse(text);
        assertThat(settings(Duration.ZERO, retention, SIZE).retention()).isEqualTo(retention);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT59.999999999S", "P14DT0.000000001S"})
    void refusesARetentionOutsideTheRange(String text) {
        Duration retention = Duration.parse(text);
        assertThatThrownBy(() -> settings(Duration.ZERO, retention, SIZE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retention " + retention + " is outside 60s to 14d");
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, 1024 * 1024})
    void takesASizeWithinTheRange(long bytes) {
        assertThat(settings(Duration.ZERO, RETENTION, new ByteSize(bytes))
                        .maximumMessageSize()
                        .bytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1023, 1024 * 1024 + 1})
    void refusesASizeOutsideTheRange(long bytes) {
        assertThatThrownBy(() -> settings(Duration.ZERO, RETENTION, new ByteSize(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maximumMessageSize " + bytes + "B is outside 1KiB to 1MiB");
    }

    private static QueueSettings settings(Duration delay, Duration retention, ByteSize size) {
        return new QueueSettings(
                VisibilitySettings.DEFAULT, delay, retention, size, Optional.empty(), FifoSettings.DEFAULT);
    }
}
