package io.sluice.broker.delivery.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SEMANTICS 3.5. */
class DeliveryPolicyJsonTest {

    private static final String EVERYTHING = """
            {"healthyRetryPolicy":{"numRetries":10,"numNoDelayRetries":1,"numMinDelayRetries":2,"numMaxDelayRetries":3,\
            "minDelayTarget":5,"maxDelayTarget":60,"backoffFunction":"geometric"},\
            "throttlePolicy":{"maxReceivesPerSecond":7},"requestPolicy":{"headerContentType":"text/csv; q=\\"1\\""}}""";

    @Test
    void everyMemberIsReadAndWritten() throws Exception {
        // When
        DeliveryPolicy policy = DeliveryPolicyJson.parse(EVERYTHING);

        // Then
        assertThat(policy)
                .isEqualTo(new DeliveryPolicy(
                        new RetryPolicy(
                                10, 1, 2, 3, Duration.ofSeconds(5), Duration.ofSeconds(60), BackoffFunction.GEOMETRIC),
                        OptionalInt.of(7),
                        "text/csv; q=\"1\""));
        assertThat(policy.json()).isEqualTo(EVERYTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"healthyRetryPolicy\":{}}",
                "{\"healthyRetryPolicy\":null,\"sicklyRetryPolicy\":null,\"throttlePolicy\":null,\"guaranteed\":false}",
            })
    void whatIsLeftOutHasTheDefaultOfHttp(String json) throws Exception {
        assertThat(DeliveryPolicyJson.parse(json)).isEqualTo(DeliveryPolicy.HTTP_DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | failed to parse JSON",
                "{ | failed to parse JSON",
                "{}{} | failed to parse JSON",
                "{\"healthyRetryPolicy\":{\"numRetries\":1,\"numRetries\":1}} | failed to parse JSON",
                "{\"healthyRetryPolicy\":{\"numRetries\":99999999999}} | failed to parse JSON",
                "{\"healthyRetryPolicy\":{\"retries\":1}} | unexpected JSON member: healthyRetryPolicy.retries",
                "{\"healthyRetryPolicy\":{\"numRetries\":\"1\"}} | unexpected JSON member: healthyRetryPolicy.numRetries",
                "{\"http\":{}} | unexpected JSON member: http",
                "{\"healthyRetryPolicy\":{\"numRetries\":101}} | numRetries is 101; allowed is 0 to 100",
                "{\"healthyRetryPolicy\":{\"numRetries\":-1}} | must not be negative",
                "{\"healthyRetryPolicy\":{\"minDelayTarget\":30}} | minDelayTarget must not be longer than maxDelayTarget",
                "{\"healthyRetryPolicy\":{\"maxDelayTarget\":3601}} | delays are 20s to 3601s; allowed is 1s to 3600s",
                "{\"healthyRetryPolicy\":{\"backoffFunction\":\"wild\"}} | backoffFunction is wild; allowed is linear, arithmetic, geometric or exponential",
                "{\"throttlePolicy\":{\"maxReceivesPerSecond\":0}} | maxReceivesPerSecond is 0; allowed is 1 to 100000",
            })
    void whatIsNoPolicyIsRefusedWithTheReason(String json, String reason) {
        assertThatThrownBy(() -> DeliveryPolicyJson.parse(json))
                .isInstanceOf(InvalidDeliveryPolicyException.class)
                .hasMessageContaining(reason);
    }
}
