package io.sluice.broker.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The phases and functions of SEMANTICS 3.5. */
class RetryPolicyTest {

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static List<Long> millis(RetryPolicy policy) {
        List<Long> delays = new ArrayList<>();
        for (int failed = 1; policy.delayAfter(failed).isPresent(); failed++) {
            delays.add(policy.delayAfter(failed).orElseThrow().toMillis());
        }
        return delays;
    }

    private static RetryPolicy backoff(int retries, long min, long max, BackoffFunction function) {
        return new RetryPolicy(retries, 0, 0, 0, Duration.ofSeconds(min), Duration.ofSeconds(max), function);
    }

    @Test
    void triesAnHttpEndpointFourTimesTwentySecondsApart() {
        assertThat(millis(RetryPolicy.HTTP_DEFAULT)).containsExactly(20_000L, 20_000L, 20_000L);
    }

    @Test
    void triesMailFiftyTimesMoreOverSixHours() {
        // When
        List<Long> delays = millis(RetryPolicy.CUSTOMER_MANAGED);

        // Then
        assertThat(delays).hasSize(50);
        assertThat(delays.subList(0, 3)).containsExactly(10_000L, 10_000L, 10_000L);
        assertThat(delays.get(11)).isEqualTo(600_000);
        assertThat(delays.subList(12, 50)).containsOnly(600_000L);
        assertThat(RetryPolicy.CUSTOMER_MANAGED.totalDelay()).isBetween(Duration.ofHours(6), Duration.ofHours(8));
    }

    @Test
    void triesAFunctionOfTheHouseForTwentyThreeDays() {
        // When
        RetryPolicy policy = RetryPolicy.HOUSE_MANAGED;

        // Then
        assertThat(millis(policy).subList(0, 6)).containsExactly(0L, 0L, 0L, 1_000L, 1_000L, 1_000L);
        assertThat(policy.delayAfter(15)).contains(Duration.ofSeconds(20));
        assertThat(policy.delayAfter(100_015)).contains(Duration.ofSeconds(20));
        assertThat(policy.delayAfter(100_016)).isEmpty();
        assertThat(policy.totalDelay().toDays()).isEqualTo(23);
    }

    @Test
    void goesThroughTheFourPhasesInTheirOrder() {
        // Given
        RetryPolicy policy =
                new RetryPolicy(8, 2, 1, 2, Duration.ofSeconds(5), Duration.ofSeconds(20), BackoffFunction.LINEAR);

        // When, Then
        assertThat(policy.numBackoffRetries()).isEqualTo(3);
        assertThat(millis(policy)).containsExactly(0L, 0L, 5_000L, 5_000L, 12_500L, 20_000L, 20_000L, 20_000L);
        assertThat(policy.totalDelay()).isEqualTo(Duration.ofMillis(82_500));
    }

    @ParameterizedTest
    @CsvSource({
        "LINEAR,      10000 80000 150000 220000 290000",
        "ARITHMETIC,  10000 38000 94000 178000 290000",
        "GEOMETRIC,   10000 23205 53851 124967 290000",
        "EXPONENTIAL, 10000 28666 66000 140666 290000",
    })
    void growsAsTheFunctionSays(BackoffFunction function, String expected) {
        assertThat(millis(backoff(5, 10, 290, function)).stream().map(String::valueOf))
                .containsExactly(expected.strip().split(" "));
    }

    @ParameterizedTest
    @EnumSource
    void beginsWithTheShortestDelayEndsWithTheLongestAndNeverShrinks(BackoffFunction function) {
        for (int retries = 2; retries <= 100; retries++) {
            // When
            List<Long> delays = millis(backoff(retries, 5, 260, function));

            // Then
            assertThat(delays).hasSize(retries).isSorted();
            assertThat(delays.get(0)).isEqualTo(5_000);
            assertThat(delays.get(retries - 1)).isEqualTo(260_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameWhateverTheFunctionIfNothingCanGrow(BackoffFunction function) {
        assertThat(millis(backoff(1, 3, 9, function))).containsExactly(3_000L);
        assertThat(millis(backoff(4, 7, 7, function))).containsOnly(7_000L);
        assertThat(millis(backoff(0, 7, 7, function))).isEmpty();
    }

    @Test
    void refusesPhasesThatHaveMoreRetriesThanThereAre() {
        new RetryPolicy(3, 1, 1, 1, TEN_SECONDS, TEN_SECONDS, BackoffFunction.LINEAR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(3, 2, 1, 1, TEN_SECONDS, TEN_SECONDS, BackoffFunction.LINEAR))
                .withMessageContaining("more than numRetries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(-1, 0, 0, 0, TEN_SECONDS, TEN_SECONDS, BackoffFunction.LINEAR));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new RetryPolicy(3, 0, 0, 0, TEN_SECONDS, TEN_SECONDS.minusMillis(1), BackoffFunction.LINEAR));
    }

    @Test
    void limitsWhatASubscriptionCanAskFor() {
        assertThat(backoff(100, 1, 36, BackoffFunction.LINEAR).violation()).isEmpty();
        assertThat(backoff(101, 1, 1, BackoffFunction.LINEAR).violation())
                .contains("numRetries is 101; allowed is 0 to 100");
        assertThat(backoff(1, 3600, 3600, BackoffFunction.LINEAR).violation()).isEmpty();
        assertThat(backoff(1, 1, 3601, BackoffFunction.LINEAR).violation()).isPresent();
        assertThat(backoff(1, 0, 1, BackoffFunction.LINEAR).violation()).isPresent();
        assertThat(backoff(60, 60, 60, BackoffFunction.LINEAR).violation()).isEmpty();
        assertThat(backoff(61, 60, 60, BackoffFunction.LINEAR).violation())
                .contains("all delays together are 3660s; allowed is at most 3600s");
        assertThat(RetryPolicy.HTTP_DEFAULT.violation()).isEqualTo(Optional.empty());
    }
}
