package io.sluice.broker.config.value;

import io.sluice.broker.queue.QueueNameRule;
import java.util.Optional;

/** The name of one queue, not a wildcard, or none. The queue need not have an entry of its own. */
public final class QueueText implements ValueType<Optional<String>> {

    private static final String NONE = "none";

    @Override
    public Parsed<Optional<String>> parse(ScalarText scalar) {
        String name = scalar.text();
        return name.contains("*")
                        || name.contains("#")
                        || QueueNameRule.violationBy(name).isPresent()
                ? new Parsed.OutOfRange<>()
                : new Parsed.Accepted<>(Optional.of(name));
    }

    @Override
    public String allowed() {
        return "the name of a queue";
    }

    @Override
    public String format(Optional<String> value) {
        return value.orElse(NONE);
    }
}
