package io.sluice.broker.fanout.filter.index;

import io.sluice.broker.fanout.filter.rule.Rule;
import io.sluice.broker.fanout.filter.rule.Rule.Range;
import io.sluice.broker.fanout.filter.rule.WildcardPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Something that a message can be looked up by: a key whose value looks so in this shape. */
public final class Term {

    /** Longer beginnings and ends tell little more, and each length in use is one look-up. */
    private static final int LONGEST_PART = 64;

    /** Beyond, numbers that a double can tell apart are further apart than the intervals. */
    private static final double LARGEST_INTERVAL_NUMBER = 1L << 52;

    /** Numbers have five decimals, so no interval needs to be narrower. */
    private static final int SMALLEST_EXPONENT = -17;

    private final String key;
    private final Shape shape;
    private final Object look;
    private final boolean decides;
    private final int hash;

    private Term(String key, Shape shape, Object look, boolean decides) {
        this.key = key;
        this.shape = shape;
        this.look = look;
        this.decides = decides;
        this.hash = 31 * (31 * key.hashCode() + shape.hashCode()) + look.hashCode();
    }

    /** The term that a message has whose value of this key looks so. */
    static Term of(String key, Shape shape, Object look) {
        return new Term(key, shape, look, false);
    }

    String key() {
        return key;
    }

    /** Whether a message that has this term has a value that a rule accepts, so that the rule need not be asked. */
    public boolean decides() {
        return decides;
    }

    Shape shape() {
        return shape;
    }

    /**
     * Terms of which a message has at least one if some value of this key is accepted by one of these rules.
     *
     * @param rules not empty
     */
    public static List<Term> of(String key, Set<Rule> rules) {
        List<Term> terms = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            if (!add(key, rule, terms)) {
                return List.of(new Term(key, Shape.Present.PRESENT, Shape.Present.PRESENT, false));
            }
        }
        return terms;
    }

    /** Whether the rule can be looked up by more than the key. */
    private static boolean add(String key, Rule rule, List<Term> terms) {
        if (rule instanceof Rule.Equal equal) {
            terms.add(new Term(key, Shape.Exact.EXACT, Shape.Exact.EXACT.of(equal.expected()), true));
        } else if (rule instanceof Rule.EqualsIgnoreCase equal) {
            terms.add(new Term(key, Shape.Folded.FOLDED, equal.folded(), true));
        } else if (rule instanceof Rule.Prefix prefix) {
            terms.add(head(key, prefix.prefix(), true));
        } else if (rule instanceof Rule.Suffix suffix) {
            terms.add(tail(key, suffix.suffix(), true));
        } else if (rule instanceof Rule.Wildcard wildcard) {
            WildcardPattern pattern = wildcard.pattern();
            boolean byHead = pattern.head().length() >= pattern.tail().length();
            terms.add(byHead ? head(key, pattern.head(), false) : tail(key, pattern.tail(), false));
        } else if (rule instanceof Rule.Cidr cidr) {
            terms.add(new Term(key, new Shape.Subnet(cidr.network().size()), cidr.network(), true));
        } else if (rule instanceof Range range) {
            addRange(key, range, terms);
        } else {
            return false;
        }
        return true;
    }

    private static Term head(String key, String text, boolean decides) {
        int length = Math.min(text.length(), LONGEST_PART);
        return new Term(key, new Shape.Head(length), text.substring(0, length), decides && length == text.length());
    }

    private static Term tail(String key, String text, boolean decides) {
        int length = Math.min(text.length(), LONGEST_PART);
        String end = text.substring(text.length() - length);
        return new Term(key, new Shape.Tail(length), end, decides && length == text.length());
    }

    /** The intervals that a bounded range touches; they are wider than the range, so there are few. */
    private static void addRange(String key, Range range, List<Term> terms) {
        if (range.low() == null || range.high() == null) {
            terms.add(anyNumber(key));
            return;
        }
        double low = range.low().number().doubleValue();
        double high = range.high().number().doubleValue();
        Shape.Interval shape = new Shape.Interval(Math.max(SMALLEST_EXPONENT, Math.getExponent(high - low) + 1));
        double first = shape.of(low);
        double last = shape.of(high);
        if (Math.max(-first, last) > LARGEST_INTERVAL_NUMBER) {
            terms.add(anyNumber(key));
            return;
        }
        for (double interval = first; interval <= last; interval++) {
            terms.add(new Term(key, shape, interval, false));
        }
    }

    private static Term anyNumber(String key) {
        return new Term(key, Shape.Numeric.NUMERIC, Shape.Numeric.NUMERIC, false);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Term term
                && hash == term.hash
                && key.equals(term.key)
                && shape.equals(term.shape)
                && look.equals(term.look);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return key + " " + shape + " " + look;
    }
}
