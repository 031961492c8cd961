package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPolicyTest {

    @Test
    void hasNoLimitAndTheContentTypeOfSnsByDefault() {
        assertThat(DeliveryPolicy.HTTP_DEFAULT)
                .isEqualTo(
                        new DeliveryPolicy(RetryPolicy.HTTP_DEFAULT, OptionalInt.empty(), "text/plain; charset=UTF-8"));
    }

    @Test
    void refusesARateBelowOne() {
        new DeliveryPolicy(RetryPolicy.HTTP_DEFAULT, OptionalInt.of(1), "text/csv");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeliveryPolicy(RetryPolicy.HTTP_DEFAULT, OptionalInt.of(0), "text/csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "text/plain\r\nX-Other: 1"})
    void refusesAContentTypeThatWouldBreakTheHeader(String contentType) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeliveryPolicy(RetryPolicy.HTTP_DEFAULT, OptionalInt.empty(), contentType));
    }
}
