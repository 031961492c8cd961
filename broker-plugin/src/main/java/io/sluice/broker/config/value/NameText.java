package io.sluice.broker.config.value;

/** The name of one queue, not a wildcard. Whether the file names such a queue is checked when all of it is read. */
public final class NameText implements ValueType<String> {

    @Override
    public Parsed<String> parse(ScalarText scalar) {
        String name = scalar.text();
        return name.isBlank() || name.contains("*") || name.contains("#")
                ? new Parsed.OutOfRange<>()
                : new Parsed.Accepted<>(name);
    }

    @Override
    public String allowed() {
        return "the name of one queue of this file";
    }

    @Override
    public String format(String value) {
        return value;
    }
}
