package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Progress;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.measure.WarmUp;
import io.sluice.benchmarks.report.Figure;
import java.util.List;

/** How many records can be put into a stream, against durable sends to a plain queue. */
public final class StreamPuts implements Measurement {

    private static final List<Integer> SIZES = List.of(256, 10 * 1024, 1024 * 1024);
    private static final int MOST_MESSAGES = 50_000;
    private static final int FEWEST_MESSAGES = 20;
    private static final double FIRST_SECONDS = 0.1;

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
                for (int bytes : sizes(stage)) {
                    for (SendMode mode : SendMode.values()) {
                        Put put = new Put(new Load(protocol, true, bytes), mode);
                        measure(put, StreamSide.ONE, "1 shard", broker, stage);
                        measure(put, StreamSide.SIXTEEN, "16 shards", broker, stage);
                    }
                }
            }
        }
    }

    /** A smoke run writes little. */
    private static List<Integer> sizes(Stage stage) {
        return StreamSide.isSmoke(stage) ? SIZES.subList(0, 1) : SIZES;
    }

    private void measure(Put put, String stream, String shards, BrokerProcess broker, Stage stage) throws Exception {
        String title = put + ", " + shards;
        if (!stage.wants(title)) {
            return;
        }
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        int messages = messagesFor(put, stream, broker, stage);
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> put.run(broker, Stage.PLAIN, messages),
                () -> put.run(broker, stream, messages));
        Figure rate = StreamSide.report(rounds, title, stage);
        progress.end(String.format("%,d msg, rate ×%.3f", messages, rate.value().median()));
    }

    /** As many as the plain queue takes in the length of a run; both sides are warm afterwards. */
    private static int messagesFor(Put put, String stream, BrokerProcess broker, Stage stage) throws Exception {
        double seconds = stage.effort().run().toNanos() / 1e9;
        double rate = put.run(broker, Stage.PLAIN, FEWEST_MESSAGES).perSecond();
        var warmUp = new WarmUp(broker, stage.effort());
        int messages = bounded(rate * Math.min(FIRST_SECONDS, seconds));
        do {
            rate = Math.max(rate, put.run(broker, Stage.PLAIN, messages).perSecond());
            put.run(broker, stream, messages);
            messages = bounded(rate * seconds);
        } while (!warmUp.isOver());
        return messages;
    }

    private static int bounded(double messages) {
        return (int) Math.max(FEWEST_MESSAGES, Math.min(MOST_MESSAGES, messages));
    }
}
