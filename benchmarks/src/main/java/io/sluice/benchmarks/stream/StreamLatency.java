package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.PacedRun;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Progress;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Figure;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The time from a producer to a consumer of a group, at a rate that does not load the broker, against a plain queue. */
public final class StreamLatency implements Measurement {

    private static final double PER_SECOND = 500;
    private static final int LIMIT_SECONDS = 30;

    @Override
    public String name() {
        return StreamSide.NAME;
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return;
        }
        try (BrokerProcess broker = StreamSide.broker(stage)) {
            for (Protocol protocol : Protocol.values()) {
                measure(new Load(protocol, true, 256), broker, stage);
            }
        }
    }

    private void measure(Load load, BrokerProcess broker, Stage stage) throws Exception {
        String title = String.format(Locale.ROOT, "put to receive at %.0f msg/s, %s", PER_SECOND, load);
        if (!stage.wants(title)) {
            return;
        }
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        PacedRun work = new PacedRun(load, PER_SECOND, stage.effort().latencyRun());
        work.run(broker, Stage.PLAIN);
        throughStream(work, broker);
        PairedRounds<Histogram> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, Stage.PLAIN),
                () -> throughStream(work, broker));
        Figure p99 = rounds.difference(name(), title, "p99 ms", times -> millis(times, 99));
        stage.report().add(rounds.difference(name(), title, "p50 ms", times -> millis(times, 50)));
        stage.report().add(p99);
        progress.end(String.format("p99 +%.1f ms", p99.value().median()));
    }

    private static Histogram throughStream(PacedRun work, BrokerProcess broker) throws Exception {
        Histogram times = work.run(broker, StreamSide.SHARED, StreamSide.destination(0));
        broker.awaitBehind(StreamSide.SHARED, StreamSide.groupName(0), 0, LIMIT_SECONDS);
        return times;
    }

    private static double millis(Histogram times, double percentile) {
        return times.getValueAtPercentile(percentile) / 1e6;
    }
}
