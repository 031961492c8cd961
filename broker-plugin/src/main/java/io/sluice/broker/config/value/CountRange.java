package io.sluice.broker.config.value;

/** Whole numbers from 1 to a maximum, written as digits without quotes. */
public final class CountRange implements ValueType<Integer> {

    private static final int MOST_DIGITS = 9;

    private final int largest;

    private CountRange(int largest) {
        this.largest = largest;
    }

    /** Both 1 and {@code largest}, which has at most nine digits, are allowed. */
    public static CountRange upTo(int largest) {
        return new CountRange(largest);
    }

    @Override
    public Parsed<Integer> parse(ScalarText scalar) {
        if (!scalar.isNumber()) {
            return new Parsed.Malformed<>("it is a whole number without quotes or unit");
        }
        String text = scalar.text();
        long count = text.startsWith("-") ? 0 : Digits.saturated(text.replaceFirst("^\\+", ""), MOST_DIGITS);
        return count < 1 || count > largest ? new Parsed.OutOfRange<>() : new Parsed.Accepted<>((int) count);
    }

    @Override
    public String allowed() {
        return "1 to " + largest;
    }

    @Override
    public String format(Integer value) {
        return value.toString();
    }
}
