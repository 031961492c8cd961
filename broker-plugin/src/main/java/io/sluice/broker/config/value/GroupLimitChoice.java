package io.sluice.broker.config.value;

import io.sluice.broker.fifo.GroupLimit;

/** {@code auto} or a number. */
public final class GroupLimitChoice implements ValueType<GroupLimit> {

    private static final String AUTO = "auto";
    private static final CountRange NUMBER = CountRange.upTo(GroupLimit.Fixed.MAXIMUM);

    @Override
    public Parsed<GroupLimit> parse(ScalarText scalar) {
        if (scalar.text().equals(AUTO)) {
            return new Parsed.Accepted<>(new GroupLimit.Auto());
        }
        Parsed<Integer> number = NUMBER.parse(scalar);
        if (number instanceof Parsed.Accepted<Integer> accepted) {
            return new Parsed.Accepted<>(new GroupLimit.Fixed(accepted.value()));
        }
        return scalar.isNumber() ? new Parsed.OutOfRange<>() : new Parsed.Malformed<>("it is a word or a whole number");
    }

    @Override
    public String allowed() {
        return AUTO + " or " + NUMBER.allowed();
    }

    @Override
    public String format(GroupLimit value) {
        return value instanceof GroupLimit.Fixed fixed ? String.valueOf(fixed.messages()) : AUTO;
    }
}
