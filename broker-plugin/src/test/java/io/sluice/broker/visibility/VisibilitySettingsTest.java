package io.sluice.broker.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibilitySettingsTest {

    @Test
    void defaultsAreThoseOfSqsWithAnElasticCap() {
        assertThat(VisibilitySettings.DEFAULT)
                .isEqualTo(new VisibilitySettings(
                        Duration.ofSeconds(30), new InFlightLimit.Auto(), LeaseStart.OLDEST_UNSETTLED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT12H"})
    void takesATimeoutWithinTheRange(String timeout) {
        assertThat(withTimeout(Duration.parse(timeout)).visibilityTimeout()).isEqualTo(Duration.parse(timeout));
    }

    @Test
    void refusesATimeoutOutsideTheRange() {
        assertThat(List.of(Duration.ofNanos(-1), Duration.ofHours(12).plusNanos(1)))
                .allSatisfy(timeout -> assertThatThrownBy(() -> withTimeout(timeout))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("visibilityTimeout " + timeout + " is outside 0s to 12h"));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT0.05S", "PT0.049S, PT0.05S", "PT0.05S, PT0.05S", "PT0.051S, PT0.051S", "PT12H, PT12H"})
    void aLeaseLastsAsLongAsTheTimeoutButNotLessThanTheShortest(String timeout, String lease) {
        assertThat(withTimeout(Duration.parse(timeout)).leaseDuration()).isEqualTo(Duration.parse(lease));
    }

    private static VisibilitySettings withTimeout(Duration timeout) {
        return new VisibilitySettings(timeout, new InFlightLimit.Unlimited(), LeaseStart.DELIVERY);
    }
}
