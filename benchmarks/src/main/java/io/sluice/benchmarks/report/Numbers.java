package io.sluice.benchmarks.report;

import java.util.Locale;

/** How numbers are written in every rendering: enough digits to see a difference, no more. */
final class Numbers {
    private Numbers() {}

    static String of(double value) {
        double magnitude = Math.abs(value);
        String format = magnitude >= 1_000 ? "%,.0f" : magnitude >= 100 ? "%.0f" : magnitude >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A figure's value: ratios with three decimals. */
    static String of(Figure figure, double value) {
        return figure.unit().equals(Figure.RATIO) ? String.format(Locale.ROOT, "%.3f", value) : of(value);
    }
}
