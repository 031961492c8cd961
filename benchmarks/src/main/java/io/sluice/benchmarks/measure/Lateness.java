package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How late a message is redelivered, counted from the end of its lease: at rest, and when many leases end at once. */
public final class Lateness implements Measurement {
    private static final Goal RESTING = Goal.atMost(5);
    private static final Goal CROWDED = Goal.atMost(100);
    private static final double EARLY_MILLIS = -5;
    private static final int PER_SECOND = 10_000;
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration LONGER_LEASE = Duration.ofSeconds(4);

    @Override
    public String name() {
        return "lateness";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (BrokerProcess broker = stage.broker("visibilityTimeout: " + LEASE.toSeconds() + "s")) {
            rest(new Load(Protocol.CORE, false, 256), broker, stage);
            rest(new Load(Protocol.CORE, true, 256), broker, stage);
            rest(new Load(Protocol.AMQP, true, 256), broker, stage);
        }
        if (stage.selfCheck()) {
            stage.progress().begin(name() + ": many at once");
            stage.progress().end("left out, needs a broker with leases");
            return;
        }
        int limit = CrowdedLeases.inFlightPerConsumer(
                LONGER_LEASE, PER_SECOND, stage.effort().burst());
        try (BrokerProcess broker = stage.broker(
                "visibilityTimeout: " + LONGER_LEASE.toSeconds() + "s",
                "maxInFlightPerConsumer: " + limit,
                "leaseStart: delivery")) {
            for (Protocol protocol : Protocol.values()) {
                var load = new Load(protocol, false, 256);
                crowd(new CrowdedLeases(load, LONGER_LEASE, PER_SECOND, limit), broker, stage);
            }
        }
    }

    private void rest(Load load, BrokerProcess broker, Stage stage) throws Exception {
        var leases = new LoneLeases(load, LEASE);
        String work = "at rest, " + load;
        stage.progress().begin(name() + ": " + work);
        leases.lateness(broker, Stage.LEASED, stage.selfCheck());
        List<Double> all = new ArrayList<>();
        while (all.size() < stage.effort().samples()) {
            all.addAll(leases.lateness(broker, Stage.LEASED, stage.selfCheck()));
            stage.progress().round();
        }
        Figure p99 = figure(work, "p99 ms", List.of(percentile(all, 0.99))).against(RESTING);
        stage.report().add(figure(work, "ms", all).against(RESTING));
        stage.report().add(p99);
        end(stage, work, all, p99);
    }

    private void crowd(CrowdedLeases leases, BrokerProcess broker, Stage stage) throws Exception {
        String work = String.format("%,d ending per second, %s", PER_SECOND, leases.load());
        stage.progress().begin(name() + ": " + work);
        leases.run(broker, Stage.LEASED);
        List<Double> all = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        List<Double> p99s = new ArrayList<>();
        for (int round = 0; round < stage.effort().fewRounds(); round++) {
            CrowdedLeases.Outcome outcome = leases.run(broker, Stage.LEASED);
            List<Double> lateness = outcome.latenessMillis();
            rates.add(outcome.perSecond());
            all.addAll(lateness);
            medians.add(percentile(lateness, 0.5));
            p99s.add(percentile(lateness, 0.99));
            stage.progress().round();
        }
        Figure p99 = figure(work, "p99 ms", p99s).against(CROWDED);
        stage.report().add(Figure.of(name(), work, "leases ending per second", "1/s", Spread.of(rates)));
        stage.report().add(figure(work, "p50 ms", medians).against(CROWDED));
        stage.report().add(p99);
        end(stage, work, all, p99);
    }

    private void end(Stage stage, String work, List<Double> all, Figure p99) {
        stage.progress()
                .end(String.format(
                        "median %.1f ms, p99 %.1f ms",
                        percentile(all, 0.5), p99.value().median()));
        long early = all.stream().filter(millis -> millis < EARLY_MILLIS).count();
        if (early > 0) {
            String note = String.format(
                    "%s: %,d of %,d came more than %.0f ms early", work, early, all.size(), -EARLY_MILLIS);
            stage.progress().note(note);
            stage.report().note(note);
        }
    }

    private Figure figure(String work, String quantity, List<Double> values) {
        return Figure.of(name(), work, quantity, "ms", Spread.of(values));
    }

    private static double percentile(List<Double> values, double fraction) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(fraction * sorted.size()) - 1);
    }
}
