package io.sluice.broker.fanout.filter.rule;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry in the list of a key: fits a value or does not. Equal rules are equal objects. */
public sealed interface Rule {

    /** Whether the value is one that the rule asks for. */
    boolean accepts(Value value);

    /** Exactly this value, of this type; {@code numeric =} too. */
    record Equal(Value expected) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return expected.equals(value);
        }
    }

    /** A text that starts so. */
    record Prefix(String prefix) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Text text && text.text().startsWith(prefix);
        }
    }

    /** A text that ends so. */
    record Suffix(String suffix) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Text text && text.text().endsWith(suffix);
        }
    }

    /**
     * This text, whatever the case of its letters.
     *
     * @param folded as {@link #fold} makes it
     */
    record EqualsIgnoreCase(String folded) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Text text && text.text().equalsIgnoreCase(folded);
        }

        /** The same text for all spellings that differ by case only, character by character. */
        public static String fold(String text) {
            char[] folded = text.toCharArray();
            for (int i = 0; i < folded.length; i++) {
                folded[i] = Character.toLowerCase(Character.toUpperCase(folded[i]));
            }
            return new String(folded);
        }
    }

    /** A text that fits a pattern with asterisks. */
    record Wildcard(WildcardPattern pattern) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Text text && pattern.fits(text.text());
        }
    }

    /** A number between two bounds, of which one may be missing. */
    record Range(@Nullable Bound low, @Nullable Bound high) implements Rule {

        /** One end of a range. */
        public record Bound(BigDecimal number, boolean included) {}

        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Numeric numeric
                    && isAbove(numeric.number(), low)
                    && isBelow(numeric.number(), high);
        }

        private static boolean isAbove(BigDecimal number, @Nullable Bound low) {
            return low == null || number.compareTo(low.number()) >= (low.included() ? 0 : 1);
        }

        private static boolean isBelow(BigDecimal number, @Nullable Bound high) {
            return high == null || number.compareTo(high.number()) <= (high.included() ? 0 : -1);
        }
    }

    /** A text that is an address of this network. */
    record Cidr(Network network) implements Rule {
        @Override
        public boolean accepts(Value value) {
            return value instanceof Value.Text text && network.contains(text.text());
        }
    }

    /** Any value that none of these rules accepts. */
    record AnythingBut(Set<Rule> excluded) implements Rule {
        @Override
        public boolean accepts(Value value) {
            if (!value.isComparable()) {
                return false;
            }
            for (Rule rule : excluded) {
                if (rule.accepts(value)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Any value at all. */
    enum Exists implements Rule {
        EXISTS;

        @Override
        public boolean accepts(Value value) {
            return value != Value.Constant.UNREADABLE;
        }
    }
}
