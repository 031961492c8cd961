package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedeliveryDelayTest {

    private static final long FROM = 1_000_000;

    @Test
    void aQueueWithoutARedeliveryDelayReturnsMessagesAtOnce() {
        assertThat(visibleAt(new AddressSettings(), 1)).isZero();
        assertThat(visibleAt(new AddressSettings().setRedeliveryDelay(0), 1)).isZero();
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
        assertThat(visibleAt(settings, deliveryCount)).isEqualTo(FROM + delay);
    }

    @Test
    void collisionAvoidanceSpreadsTheDelayToBothSides() {
        // Given
        AddressSettings settings =
                new AddressSettings().setRedeliveryDelay(1000).setRedeliveryCollisionAvoidanceFactor(0.5);

        // When
        List<Long> delays =
                Stream.generate(() -> visibleAt(settings, 1) - FROM).limit(500).toList();

        // Then
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay).isBetween(500L, 1500L))
                .anySatisfy(delay -> assertThat(delay).isLessThan(1000))
                .anySatisfy(delay -> assertThat(delay).isGreaterThan(1000));
    }

    private static long visibleAt(AddressSettings settings, int deliveryCount) {
        MessageReference reference = MessageReference.Factory.createReference(new CoreMessage(1, 64), null);
        reference.setDeliveryCount(deliveryCount);
        RedeliveryDelay.apply(reference, FROM, settings);
        return reference.getScheduledDeliveryTime();
    }
}
