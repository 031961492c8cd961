package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Report.Curve;
import io.sluice.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** What a lease adds to the end-to-end time of a message while the broker has half the work that it could do. */
public final class Latency implements Measurement {
    private static final Goal GOAL = Goal.atMost(1.1);
    private static final double LOAD_FACTOR = 0.5;
    private static final int CAPACITY_RUNS = 3;
    private static final List<Double> PERCENTILES =
            List.of(1.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.95, 99.99);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (BrokerProcess broker = stage.broker("visibilityTimeout: 30s")) {
            for (Protocol protocol : Protocol.values()) {
                measure(new Load(protocol, true, 256), broker, stage);
                measure(new Load(protocol, false, 256), broker, stage);
            }
        }
    }

    private void measure(Load load, BrokerProcess broker, Stage stage) throws Exception {
        Progress progress = stage.progress();
        progress.begin(name() + ": " + load);
        double rate = LOAD_FACTOR * capacity(load, broker, stage);
        var work = new PacedRun(load, rate, stage.effort().latencyRun());
        work.run(broker, Stage.PLAIN);
        work.run(broker, Stage.LEASED);
        PairedRounds<Histogram> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, Stage.PLAIN),
                () -> work.run(broker, Stage.LEASED));
        String label = String.format("%s at %,.0f msg/s", load, rate);
        Figure p99 = rounds.ratio(name(), label, "p99 µs", times -> micros(times, 99))
                .against(GOAL);
        stage.report().add(rounds.ratio(name(), label, "p50 µs", times -> micros(times, 50)));
        stage.report().add(p99);
        stage.report().add(curve(load, Stage.PLAIN, rounds.baseline()));
        stage.report().add(curve(load, "leased", rounds.subject()));
        progress.end(String.format(
                "%,.0f msg/s, p99 ×%.3f (least %.3f, most %.3f)",
                rate, p99.value().median(), p99.value().least(), p99.value().most()));
    }

    /** Messages per second that the plain queue can do. */
    private static double capacity(Load load, BrokerProcess broker, Stage stage) throws Exception {
        Work work = new SendAndReceive(load);
        int messages = new Sizing(stage.effort()).messagesFor(work, broker);
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < CAPACITY_RUNS; i++) {
            rates.add(work.run(broker, Stage.PLAIN, messages).perSecond());
        }
        return Spread.of(rates).median();
    }

    private static Curve curve(Load load, String side, List<Histogram> rounds) {
        var all = new Histogram(3);
        rounds.forEach(all::add);
        return new Curve(
                load.toString(),
                side,
                PERCENTILES,
                PERCENTILES.stream().map(percentile -> micros(all, percentile)).toList());
    }

    private static double micros(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }
}
