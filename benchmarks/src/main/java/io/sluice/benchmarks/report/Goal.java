package io.sluice.benchmarks.report;

import java.util.Locale;

/** The limit a median is held against. */
public record Goal(Direction direction, double limit) {
    /** On which side of the limit the good values are. */
    public enum Direction {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Direction(String sign) {
            this.sign = sign;
        }
    }

    public static Goal atLeast(double limit) {
        return new Goal(Direction.AT_LEAST, limit);
    }

    public static Goal atMost(double limit) {
        return new Goal(Direction.AT_MOST, limit);
    }

    /** The limit itself is good. */
    public boolean isMetBy(double value) {
        return direction == Direction.AT_LEAST ? value >= limit : value <= limit;
    }

    @Override
    public String toString() {
        boolean whole = limit == Math.rint(limit);
        return direction.sign + " " + (whole ? String.format(Locale.ROOT, "%,.0f", limit) : Double.toString(limit));
    }
}
