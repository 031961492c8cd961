package io.sluice.broker.admin;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads numbers out of the fields of requests. */
final class WholeNumber {

    private WholeNumber() {}

    /** The number; empty if there is no text, or it is no number of this range. */
    static OptionalInt in(int lowest, int highest, @Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text);
            return value >= lowest && value <= highest ? OptionalInt.of(value) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
