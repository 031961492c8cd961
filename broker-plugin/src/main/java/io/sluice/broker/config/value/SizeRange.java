package io.sluice.broker.config.value;

import io.sluice.broker.message.ByteSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes with a unit, such as {@code 256KiB}. */
public final class SizeRange implements ValueType<ByteSize> {

    private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KiB|MiB)");
    private static final int MOST_DIGITS = 12;

    private final ByteSize smallest;
    private final ByteSize largest;

    private SizeRange(ByteSize smallest, ByteSize largest) {
        this.smallest = smallest;
        this.largest = largest;
    }

    /** Both ends are allowed. */
    public static SizeRange between(ByteSize smallest, ByteSize largest) {
        return new SizeRange(smallest, largest);
    }

    @Override
    public Parsed<ByteSize> parse(ScalarText scalar) {
        Matcher matcher = SIZE.matcher(scalar.text());
        if (!matcher.matches()) {
            return new Parsed.Malformed<>("a size has a unit (B, KiB, MiB), such as 256KiB");
        }
        long count = Digits.saturated(matcher.group(1), MOST_DIGITS);
        ByteSize size = switch (matcher.group(2)) {
            case "MiB" -> ByteSize.ofMebibytes(count);
            case "KiB" -> ByteSize.ofKibibytes(count);
            default -> new ByteSize(count);
        };
        return size.compareTo(smallest) < 0 || size.compareTo(largest) > 0
                ? new Parsed.OutOfRange<>()
                : new Parsed.Accepted<>(size);
    }

    @Override
    public String allowed() {
        return smallest + " to " + largest;
    }

    @Override
    public String format(ByteSize value) {
        return value.toString();
    }
}
