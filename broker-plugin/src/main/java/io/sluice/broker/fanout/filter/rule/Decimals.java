package io.sluice.broker.fanout.filter.rule;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The numbers that policies and messages are compared by: five digits after the point, further ones are cut off. */
public final class Decimals {

    private static final int DECIMALS = 5;

    /** Digits before the point; beyond, arithmetic could be made to cost more than a message is worth. */
    private static final int LARGEST_MAGNITUDE = 40;

    private static final int LONGEST_TEXT = 400;

    private Decimals() {}

    /** The number in a JSON text or a message attribute; null if it is none, or has more than 40 digits before the point. */
    public static @Nullable BigDecimal parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST_TEXT || !looksLikeANumber(text)) {
            return null;
        }
        try {
            return canonical(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** Saves the price of an exception for ordinary words; what passes may still not be a number. */
    private static boolean looksLikeANumber(String text) {
        char last = text.charAt(text.length() - 1);
        char first = text.charAt(0);
        return (isDigit(first) || first == '-' || first == '+' || first == '.') && (isDigit(last) || last == '.');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The form in which equal numbers are equal objects; null if it is too large to compare. */
    public static @Nullable BigDecimal canonical(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        long magnitude = (long) number.precision() - number.scale();
        if (magnitude > LARGEST_MAGNITUDE) {
            return null;
        }
        if (magnitude < -DECIMALS) {
            return BigDecimal.ZERO;
        }
        BigDecimal cut = number.scale() > DECIMALS ? number.setScale(DECIMALS, RoundingMode.DOWN) : number;
        return cut.stripTrailingZeros();
    }

    /** A number as a value; {@link Value.Constant#OPAQUE} if it is too large to compare. */
    public static Value valueOf(BigDecimal number) {
        BigDecimal canonical = canonical(number);
        return canonical == null ? Value.Constant.OPAQUE : new Value.Numeric(canonical);
    }
}
