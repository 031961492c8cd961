package io.sluice.benchmarks.report;

import java.util.Arrays;
import java.util.Collection;

/**
 * The distribution of one value over the rounds of a run.
 *
 * @param rounds how many values there were
 */
public record Spread(double median, double lowerQuartile, double upperQuartile, double least, double most, int rounds) {

    /** Quartiles by linear interpolation between the two nearest values. */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a spread needs at least one value");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Spread(
                quantile(sorted, 0.5),
                quantile(sorted, 0.25),
                quantile(sorted, 0.75),
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length);
    }

    private static double quantile(double[] sorted, double fraction) {
        double position = fraction * (sorted.length - 1);
        int below = (int) Math.floor(position);
        int above = (int) Math.ceil(position);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
