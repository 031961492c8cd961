package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedrivePolicyTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void takesOneToAThousandReceives(int receives) {
        assertThat(new RedrivePolicy("orders-dlq", receives).maxReceiveCount()).isEqualTo(receives);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 1001})
    void refusesANumberOfReceivesOutsideTheRange(int receives) {
        assertThatThrownBy(() -> new RedrivePolicy("orders-dlq", receives))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxReceiveCount " + receives + " is outside 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesADeadLetterQueueWithoutAName(String name) {
        assertThatThrownBy(() -> new RedrivePolicy(name, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("deadLetterQueue is empty; it must name a queue");
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_RECEIVE_COUNT_EXCEEDED, MaxReceiveCountExceeded",
        "REJECTED, Rejected",
        "EXPIRED, Expired",
        "MOVED_BY_OPERATOR, MovedByOperator"
    })
    void reasonsAreSpeltAsApplicationsReadThem(DeadLetterReason reason, String propertyValue) {
        assertThat(reason.propertyValue()).isEqualTo(propertyValue);
    }

    @Test
    void aListenerMayIgnoreEverything() {
        assertThatCode(() -> RedriveListener.NONE.deadLettered("orders", "orders-dlq", DeadLetterReason.REJECTED))
                .doesNotThrowAnyException();
    }
}
