package io.sluice.broker.artemis.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionNamesTest {

    @ParameterizedTest
    @CsvSource({
        "fraud, fraud",
        "client.fraud, fraud",
        "my\\.client.fraud, fraud",
        "my.client.fraud, fraud",
        "client.fra\\.ud, fra.ud",
        "client.fra.ud, fra.ud",
        "fraud:global, fraud",
        "client.fraud:shared-volatile, fraud",
        "fraud.order-events, fraud",
        "a\\\\b.fraud, fraud",
    })
    void isTheNameThatTheSubscriberGave(String queue, String subscription) {
        assertThat(SubscriptionNames.in(queue, "order-events")).contains(subscription);
    }

    @ParameterizedTest
    @CsvSource({"fraud2, fraud", "client.fraud.x, client", "xfraud, fraud"})
    void isNoOther(String queue, String subscription) {
        assertThat(SubscriptionNames.in(queue, "order-events")).doesNotContain(subscription);
    }

    @ParameterizedTest
    @CsvSource({
        "client.fraud, true",
        "nonDurables.fraud, true",
        "nonDurable.client.fraud, false",
        "fraud:global, true",
        "client.fraud:shared-volatile, false",
        "fraud:shared-volatile:global, false",
    })
    void tellsASubscriberThatIsNotDurable(String queue, boolean isDurable) {
        assertThat(SubscriptionNames.isOfDurable(queue)).isEqualTo(isDurable);
    }
}
