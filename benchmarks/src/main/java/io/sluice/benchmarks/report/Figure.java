package io.sluice.benchmarks.report;

import org.jspecify.annotations.Nullable;

/**
 * One line of the closing table.
 *
 * @param measurement which measurement it comes from, such as {@code throughput}
 * @param work what was done, such as {@code drain, auto ack, Core durable 256 B}
 * @param quantity what was measured, with its unit, such as {@code msg/s}
 * @param unit unit of {@code value}; {@link #RATIO} for subject over baseline
 * @param medians of the two sides, in the unit of {@code quantity}; null for a figure without sides
 * @param goal null for a figure that is only reported
 */
public record Figure(
        String measurement,
        String work,
        String quantity,
        String unit,
        @Nullable Medians medians,
        Spread value,
        @Nullable Goal goal) {

    public static final String RATIO = "ratio";

    /** The middle of each side's rounds: what is compared with, and what is measured. */
    public record Medians(double baseline, double subject) {}

    /** A figure that stands for itself. */
    public static Figure of(String measurement, String work, String quantity, String unit, Spread value) {
        return new Figure(measurement, work, quantity, unit, null, value, null);
    }

    public Figure against(Goal limit) {
        return new Figure(measurement, work, quantity, unit, medians, value, limit);
    }

    /**
     * {@code met} or {@code missed} by the median, or nothing if there is no goal. A question mark follows when the
     * quartiles lie on both sides of the goal: the run was too noisy, or too short, to tell.
     */
    public String verdict() {
        if (goal == null) {
            return "";
        }
        boolean certain = goal.isMetBy(value.lowerQuartile()) == goal.isMetBy(value.upperQuartile());
        return (goal.isMetBy(value.median()) ? "met" : "missed") + (certain ? "" : "?");
    }
}
