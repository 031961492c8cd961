package io.sluice.broker.config.value;

import io.sluice.broker.visibility.InFlightLimit;

/** {@code auto}, {@code unlimited} or a number. */
public final class InFlightChoice implements ValueType<InFlightLimit> {

    private static final String AUTO = "auto";
    private static final String UNLIMITED = "unlimited";
    private static final CountRange NUMBER = CountRange.upTo(InFlightLimit.Fixed.MAXIMUM);

    @Override
    public Parsed<InFlightLimit> parse(ScalarText scalar) {
        return switch (scalar.text()) {
            case AUTO -> new Parsed.Accepted<>(new InFlightLimit.Auto());
            case UNLIMITED -> new Parsed.Accepted<>(new InFlightLimit.Unlimited());
            default -> number(scalar);
        };
    }

    private static Parsed<InFlightLimit> number(ScalarText scalar) {
        Parsed<Integer> number = NUMBER.parse(scalar);
        if (number instanceof Parsed.Accepted<Integer> accepted) {
            return new Parsed.Accepted<>(new InFlightLimit.Fixed(accepted.value()));
        }
        return scalar.isNumber() ? new Parsed.OutOfRange<>() : new Parsed.Malformed<>("it is a word or a whole number");
    }

    @Override
    public String allowed() {
        return AUTO + ", " + UNLIMITED + " or " + NUMBER.allowed();
    }

    @Override
    public String format(InFlightLimit value) {
        if (value instanceof InFlightLimit.Fixed fixed) {
            return String.valueOf(fixed.messages());
        }
        return value instanceof InFlightLimit.Auto ? AUTO : UNLIMITED;
    }
}
