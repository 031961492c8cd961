package io.sluice.broker.delivery.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a delivery policy that is written as SNS does it (SEMANTICS 3.5). What is left out has its default; what SNS does not
 * know is refused.
 */
public final class DeliveryPolicyJson {

    private static final int HIGHEST_RATE = 100_000;
    private static final String RETRY = "healthyRetryPolicy.";
    private static final String RATE = "throttlePolicy.maxReceivesPerSecond";
    private static final String CONTENT_TYPE = "requestPolicy.headerContentType";
    private static final String BACKOFF = RETRY + "backoffFunction";
    private static final Set<String> GROUPS = Set.of("healthyRetryPolicy", "throttlePolicy", "requestPolicy");
    private static final Set<String> IGNORED = Set.of("sicklyRetryPolicy", "guaranteed");
    private static final Set<String> NUMBERS = Set.of(
            RETRY + "numRetries",
            RETRY + "numNoDelayRetries",
            RETRY + "numMinDelayRetries",
            RETRY + "numMaxDelayRetries",
            RETRY + "minDelayTarget",
            RETRY + "maxDelayTarget",
            RATE);
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    private DeliveryPolicyJson() {}

    /** Reads a policy. */
    public static DeliveryPolicy parse(String json) throws InvalidDeliveryPolicyException {
        DeliveryPolicyJson read = new DeliveryPolicyJson();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidDeliveryPolicyException("failed to parse JSON: not an object");
            }
            read.members(parser, "");
            if (parser.nextToken() != null) {
                throw new InvalidDeliveryPolicyException("failed to parse JSON: something follows the object");
            }
        } catch (IOException e) {
            throw new InvalidDeliveryPolicyException("failed to parse JSON");
        }
        try {
            return read.policy();
        } catch (IllegalArgumentException e) {
            throw new InvalidDeliveryPolicyException(String.valueOf(e.getMessage()));
        }
    }

    private void members(JsonParser parser, String path) throws IOException, InvalidDeliveryPolicyException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = path + parser.currentName();
            JsonToken value = parser.nextToken();
            if (GROUPS.contains(name) && value == JsonToken.START_OBJECT) {
                members(parser, name + ".");
            } else if (IGNORED.contains(name) || value == JsonToken.VALUE_NULL) {
                parser.skipChildren();
            } else if (NUMBERS.contains(name) && value == JsonToken.VALUE_NUMBER_INT) {
                numbers.put(name, parser.getIntValue());
            } else if ((name.equals(BACKOFF) || name.equals(CONTENT_TYPE)) && value == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else {
                throw new InvalidDeliveryPolicyException("unexpected JSON member: " + name);
            }
        }
    }

    private DeliveryPolicy policy() throws InvalidDeliveryPolicyException {
        RetryPolicy standard = RetryPolicy.HTTP_DEFAULT;
        RetryPolicy retry = new RetryPolicy(
                number("numRetries", standard.numRetries()),
                number("numNoDelayRetries", standard.numNoDelayRetries()),
                number("numMinDelayRetries", standard.numMinDelayRetries()),
                number("numMaxDelayRetries", standard.numMaxDelayRetries()),
                seconds("minDelayTarget", standard.minDelayTarget()),
                seconds("maxDelayTarget", standard.maxDelayTarget()),
                backoff(texts.get(BACKOFF)));
        Optional<String> violation = retry.violation();
        if (violation.isPresent()) {
            throw new InvalidDeliveryPolicyException(violation.get());
        }
        Integer rate = numbers.get(RATE);
        if (rate != null && (rate < 1 || rate > HIGHEST_RATE)) {
            throw new InvalidDeliveryPolicyException(RATE + " is " + rate + "; allowed is 1 to " + HIGHEST_RATE);
        }
        return new DeliveryPolicy(
                retry,
                rate == null ? OptionalInt.empty() : OptionalInt.of(rate),
                texts.getOrDefault(CONTENT_TYPE, DeliveryPolicy.TEXT));
    }

    private int number(String name, int standard) {
        return numbers.getOrDefault(RETRY + name, standard);
    }

    private Duration seconds(String name, Duration standard) {
        Integer seconds = numbers.get(RETRY + name);
        return seconds == null ? standard : Duration.ofSeconds(seconds);
    }

    private static BackoffFunction backoff(@Nullable String name) throws InvalidDeliveryPolicyException {
        if (name == null) {
            return RetryPolicy.HTTP_DEFAULT.backoffFunction();
        }
        return Arrays.stream(BackoffFunction.values())
                .filter(function -> function.spelling().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidDeliveryPolicyException(
                        "backoffFunction is " + name + "; allowed is linear, arithmetic, geometric or exponential"));
    }
}
