package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import io.sluice.broker.config.value.Setting;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads the {@code deliveryPolicy} of a subscription. */
final class DeliveryPolicyReader {

    private static final List<String> KEYS =
            DeliveryPolicyKeys.ALL.stream().map(Setting::key).toList();

    private final Problems problems;

    DeliveryPolicyReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads one policy.
     *
     * @param path the keys that lead to it
     * @return empty if it cannot be used; the problem has been noted then
     */
    Optional<DeliveryPolicy> read(String path, MappingReader.Entry entry) {
        if (!(entry.value() instanceof MappingNode)) {
            problems.add(entry.line(), Code.INVALID_VALUE, path + " must hold keys, such as numRetries");
            return Optional.empty();
        }
        MappingReader mapping = MappingReader.of(path, entry.value(), problems);
        mapping.refuseOtherKeys(KEYS, key -> Optional.empty());
        return readRetries(path, entry, mapping)
                .map(retries -> new DeliveryPolicy(
                        retries,
                        mapping.value(DeliveryPolicyKeys.MAX_RECEIVES_PER_SECOND),
                        mapping.value(DeliveryPolicyKeys.HEADER_CONTENT_TYPE)));
    }

    private Optional<RetryPolicy> readRetries(String path, MappingReader.Entry entry, MappingReader mapping) {
        Duration minimum = mapping.value(DeliveryPolicyKeys.MIN_DELAY_TARGET);
        Duration maximum = mapping.value(DeliveryPolicyKeys.MAX_DELAY_TARGET);
        try {
            RetryPolicy retries = new RetryPolicy(
                    mapping.value(DeliveryPolicyKeys.NUM_RETRIES),
                    mapping.value(DeliveryPolicyKeys.NUM_NO_DELAY_RETRIES),
                    mapping.value(DeliveryPolicyKeys.NUM_MIN_DELAY_RETRIES),
                    mapping.value(DeliveryPolicyKeys.NUM_MAX_DELAY_RETRIES),
                    minimum,
                    maximum,
                    mapping.value(DeliveryPolicyKeys.BACKOFF_FUNCTION));
            Optional<String> violation = retries.violation();
            violation.ifPresent(what -> problems.add(entry.line(), Code.OUT_OF_RANGE, path + ": " + what));
            return violation.isPresent() ? Optional.empty() : Optional.of(retries);
        } catch (IllegalArgumentException e) {
            problems.add(entry.line(), Code.INVALID_VALUE, path + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
