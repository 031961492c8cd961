package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Figure.Medians;
import io.sluice.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of two alternatives, one right after the other, so that whatever else happens on the machine meets both.
 *
 * <p>Who goes first changes from round to round. The ratio is taken within each round, never between the medians of
 * the two sides: a machine that gets slower during the run moves both values of a round, but not their ratio.
 *
 * @param <T> what one run of one side yields
 */
public final class PairedRounds<T> {
    private record Pair<T>(T baseline, T subject) {}

    private final List<Pair<T>> pairs = new ArrayList<>();

    private PairedRounds() {}

    public static <T> PairedRounds<T> run(int rounds, Progress progress, Callable<T> baseline, Callable<T> subject)
            throws Exception {
        var result = new PairedRounds<T>();
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                T first = baseline.call();
                result.pairs.add(new Pair<>(first, subject.call()));
            } else {
                T first = subject.call();
                result.pairs.add(new Pair<>(baseline.call(), first));
            }
            progress.round();
        }
        return result;
    }

    /** Subject over baseline, one ratio for each round. */
    public Figure ratio(String measurement, String work, String quantity, ToDoubleFunction<T> value) {
        Spread ratios = Spread.of(pairs.stream()
                .map(pair -> value.applyAsDouble(pair.subject) / value.applyAsDouble(pair.baseline))
                .toList());
        return new Figure(measurement, work, quantity, Figure.RATIO, medians(value), ratios, null);
    }

    /** Subject minus baseline, one difference for each round, in the unit of the quantity. */
    public Figure difference(String measurement, String work, String quantity, ToDoubleFunction<T> value) {
        Spread differences = Spread.of(pairs.stream()
                .map(pair -> value.applyAsDouble(pair.subject) - value.applyAsDouble(pair.baseline))
                .toList());
        return new Figure(measurement, work, quantity, quantity, medians(value), differences, null);
    }

    public List<T> baseline() {
        return pairs.stream().map(Pair::baseline).toList();
    }

    public List<T> subject() {
        return pairs.stream().map(Pair::subject).toList();
    }

    private Medians medians(ToDoubleFunction<T> value) {
        return new Medians(
                Spread.of(baseline().stream().map(value::applyAsDouble).toList())
                        .median(),
                Spread.of(subject().stream().map(value::applyAsDouble).toList()).median());
    }
}
