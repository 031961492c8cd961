package io.sluice.broker.config.value;

/** Whole numbers from 0 to a maximum, written as digits without quotes. */
public final class RetryCount implements ValueType<Integer> {

    private static final int MOST_DIGITS = 9;

    private final int largest;

    private RetryCount(int largest) {
        this.largest = largest;
    }

    /** Both 0 and {@code largest}, which has at most nine digits, are allowed. */
    public static RetryCount upTo(int largest) {
        return new RetryCount(largest);
    }

    @Override
    public Parsed<Integer> parse(ScalarText scalar) {
        if (!scalar.isNumber()) {
            return new Parsed.Malformed<>("it is a whole number without quotes or unit");
        }
        String text = scalar.text();
        long count = Digits.saturated(text.replaceFirst("^[-+]", ""), MOST_DIGITS);
        return (text.startsWith("-") && count > 0) || count > largest
                ? new Parsed.OutOfRange<>()
                : new Parsed.Accepted<>((int) count);
    }

    @Override
    public String allowed() {
        return "0 to " + largest;
    }

    @Override
    public String format(Integer value) {
        return value.toString();
    }
}
