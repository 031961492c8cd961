package io.sluice.broker.config.value;

import io.sluice.broker.fifo.FifoSettings;
import java.util.Optional;

/** The name of a message group, or none. */
public final class GroupText implements ValueType<Optional<String>> {

    private static final String NONE = "none";

    @Override
    public Parsed<Optional<String>> parse(ScalarText scalar) {
        return FifoSettings.isGroupName(scalar.text())
                ? new Parsed.Accepted<>(Optional.of(scalar.text()))
                : new Parsed.OutOfRange<>();
    }

    @Override
    public String allowed() {
        return "1 to " + FifoSettings.MAXIMUM_GROUP_LENGTH + " letters, digits and punctuation marks of ASCII";
    }

    @Override
    public String format(Optional<String> value) {
        return value.orElse(NONE);
    }
}
