package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedeliveryDelayTest {

    @Test
    void aQueueWithoutARedeliveryDelayReturnsMessagesAtOnce() {
        assertThat(RedeliveryDelay.millis(new AddressSettings(), 1)).isZero();
        assertThat(RedeliveryDelay.millis(new AddressSettings().setRedeliveryDelay(0), 1))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1000", "2, 2000", "3, 4000", "4, 5000", "50, 5000"})
    void theDelayGrowsWithEachReceiveUpToTheMaximum(int deliveryCount, long delay) {
        // Given
        AddressSettings settings = new AddressSettings()
                .setRedeliveryDelay(1000)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(5000);

        // Then
        assertThat(RedeliveryDelay.millis(settings, deliveryCount)).isEqualTo(delay);
    }

    @Test
    void collisionAvoidanceSpreadsTheDelayToBothSides() {
        // Given
        AddressSettings settings =
                new AddressSettings().setRedeliveryDelay(1000).setRedeliveryCollisionAvoidanceFactor(0.5);

        // When
        List<Long> delays = Stream.generate(() -> RedeliveryDelay.millis(settings, 1))
                .limit(500)
                .toList();

        // Then
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay).isBetween(500L, 1500L))
                .anySatisfy(delay -> assertThat(delay).isLessThan(1000))
                .anySatisfy(delay -> assertThat(delay).isGreaterThan(1000));
    }
}
