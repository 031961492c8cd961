package io.sluice.broker.config.value;

/** {@code true} or {@code false}. */
public final class YesNo implements ValueType<Boolean> {

    @Override
    public Parsed<Boolean> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case "true" -> new Parsed.Accepted<>(true);
            case "false" -> new Parsed.Accepted<>(false);
            default -> new Parsed.OutOfRange<>();
        };
    }

    @Override
    public String allowed() {
        return "true or false";
    }

    @Override
    public String format(Boolean value) {
        return value.toString();
    }
}
