package io.sluice.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a run has found so far. Not thread-safe. */
public final class Report {
    private final List<Figure> figures = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Latencies of one side by percentile, for the chart.
     *
     * @param work what was done
     * @param side {@code plain} or {@code leased}
     * @param percentiles ascending, below 100
     * @param micros the latency at each of them
     */
    public record Curve(String work, String side, List<Double> percentiles, List<Double> micros) {}

    public void add(Figure figure) {
        figures.add(figure);
    }

    public void add(Curve curve) {
        curves.add(curve);
    }

    /** Something the reader of the figures has to know. */
    public void note(String text) {
        notes.add(text);
    }

    public List<Figure> figures() {
        return Collections.unmodifiableList(figures);
    }

    public List<Curve> curves() {
        return Collections.unmodifiableList(curves);
    }

    public List<String> notes() {
        return Collections.unmodifiableList(notes);
    }
}
