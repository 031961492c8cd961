package io.sluice.broker.config;

import io.sluice.broker.config.value.CountRange;
import io.sluice.broker.config.value.DurationRange;
import io.sluice.broker.config.value.FormattedText;
import io.sluice.broker.config.value.NamedChoice;
import io.sluice.broker.config.value.RetryCount;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.config.value.ValueType;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Every key of a delivery policy, with its range and default. */
final class DeliveryPolicyKeys {

    static final String DELIVERY_POLICY = "deliveryPolicy";

    private static final int HIGHEST_RATE = 100_000;
    private static final String NONE = "none";
    private static final ValueType<Integer> COUNT = RetryCount.upTo(RetryPolicy.MOST_RETRIES);
    private static final ValueType<Duration> DELAY = DurationRange.between("1s", "1h");
    private static final CountRange RATE = CountRange.upTo(HIGHEST_RATE);

    static final Setting<Integer> NUM_RETRIES =
            new Setting<>("numRetries", COUNT, RetryPolicy.HTTP_DEFAULT.numRetries());
    static final Setting<Integer> NUM_NO_DELAY_RETRIES =
            new Setting<>("numNoDelayRetries", COUNT, RetryPolicy.HTTP_DEFAULT.numNoDelayRetries());
    static final Setting<Integer> NUM_MIN_DELAY_RETRIES =
            new Setting<>("numMinDelayRetries", COUNT, RetryPolicy.HTTP_DEFAULT.numMinDelayRetries());
    static final Setting<Integer> NUM_MAX_DELAY_RETRIES =
            new Setting<>("numMaxDelayRetries", COUNT, RetryPolicy.HTTP_DEFAULT.numMaxDelayRetries());
    static final Setting<Duration> MIN_DELAY_TARGET =
            new Setting<>("minDelayTarget", DELAY, RetryPolicy.HTTP_DEFAULT.minDelayTarget());
    static final Setting<Duration> MAX_DELAY_TARGET =
            new Setting<>("maxDelayTarget", DELAY, RetryPolicy.HTTP_DEFAULT.maxDelayTarget());
    static final Setting<BackoffFunction> BACKOFF_FUNCTION = new Setting<>(
            "backoffFunction",
            NamedChoice.of("linear", BackoffFunction.LINEAR)
                    .or("arithmetic", BackoffFunction.ARITHMETIC)
                    .or("geometric", BackoffFunction.GEOMETRIC)
                    .or("exponential", BackoffFunction.EXPONENTIAL),
            RetryPolicy.HTTP_DEFAULT.backoffFunction());
    static final Setting<OptionalInt> MAX_RECEIVES_PER_SECOND = new Setting<>(
            "maxReceivesPerSecond",
            new FormattedText<>(
                    RATE.allowed(),
                    DeliveryPolicyKeys::rate,
                    rate -> rate.isPresent() ? String.valueOf(rate.getAsInt()) : NONE),
            OptionalInt.empty());
    static final Setting<String> HEADER_CONTENT_TYPE = new Setting<>(
            "headerContentType",
            new FormattedText<>(
                    "a content type, such as application/json",
                    text -> text.matches("[!-~]+/[ -~]{1,200}") ? Optional.of(text) : Optional.empty(),
                    text -> text),
            DeliveryPolicy.TEXT);

    /** In the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(
            NUM_RETRIES,
            NUM_NO_DELAY_RETRIES,
            NUM_MIN_DELAY_RETRIES,
            NUM_MAX_DELAY_RETRIES,
            MIN_DELAY_TARGET,
            MAX_DELAY_TARGET,
            BACKOFF_FUNCTION,
            MAX_RECEIVES_PER_SECOND,
            HEADER_CONTENT_TYPE);

    private DeliveryPolicyKeys() {}

    private static Optional<OptionalInt> rate(String text) {
        return text.matches("[0-9]{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= HIGHEST_RATE
                ? Optional.of(OptionalInt.of(Integer.parseInt(text)))
                : Optional.empty();
    }
}
