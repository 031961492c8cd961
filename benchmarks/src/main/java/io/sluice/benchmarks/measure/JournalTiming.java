package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.broker.JournalTimeout;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * What calibrating the journal's buffer timeout to the disk changes: two brokers side by side, one with the default of
 * Artemis as the baseline, one calibrated. Both leased.
 */
public final class JournalTiming implements Measurement {
    private static final double END_TO_END_PER_SECOND = 500;
    private static final String[] SETTINGS = {"visibilityTimeout: 30s"};

    /** The same run on one of the two brokers. */
    private interface Run<T> {
        T on(BrokerProcess broker) throws Exception;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public void run(Stage stage) throws Exception {
        int nanos = JournalTimeout.calibrated(stage.data());
        try (BrokerProcess standard = stage.broker(SETTINGS);
                BrokerProcess calibrated = stage.brokerWithJournalBufferTimeout(nanos, SETTINGS)) {
            stage.report()
                    .note(String.format(
                            "journal: %s, buffer timeout calibrated to %,d ns; the baseline is the default of Artemis",
                            standard.journal(), nanos));
            var brokers = new Brokers(standard, calibrated);
            for (int bytes : new int[] {256, 4096}) {
                measure(new Load(Protocol.CORE, true, bytes), brokers, stage);
            }
        }
    }

    private void measure(Load load, Brokers brokers, Stage stage) throws Exception {
        measure(
                brokers,
                stage,
                "one-at-a-time send, " + load,
                broker -> sendOneByOne(load, broker, stage),
                "p50 µs",
                JournalTiming::medianMicros);
        var paced = new PacedRun(load, END_TO_END_PER_SECOND, stage.effort().latencyRun());
        measure(
                brokers,
                stage,
                "end to end at 500 msg/s, " + load,
                broker -> paced.run(broker, Stage.LEASED),
                "p50 µs",
                JournalTiming::medianMicros);
        var work = new SendAndReceive(load);
        int messages = new Sizing(stage.effort()).messagesFor(work, brokers.standard);
        new Sizing(stage.effort()).messagesFor(work, brokers.calibrated);
        measure(
                brokers,
                stage,
                work.toString(),
                broker -> work.run(broker, Stage.LEASED, messages),
                "msg/s",
                Sample::perSecond);
    }

    private record Brokers(BrokerProcess standard, BrokerProcess calibrated) {}

    private <T> void measure(
            Brokers brokers, Stage stage, String work, Run<T> run, String quantity, ToDoubleFunction<T> value)
            throws Exception {
        stage.progress().begin(name() + ": " + work);
        run.on(brokers.standard);
        run.on(brokers.calibrated);
        PairedRounds<T> rounds = PairedRounds.run(
                stage.effort().fewRounds(),
                stage.progress(),
                () -> run.on(brokers.standard),
                () -> run.on(brokers.calibrated));
        Figure figure = rounds.ratio(name(), work, quantity, value);
        stage.report().add(figure);
        stage.progress()
                .end(String.format(
                        "%s ×%.3f when calibrated", quantity, figure.value().median()));
    }

    private static double medianMicros(Histogram times) {
        return times.getValueAtPercentile(50) / 1e3;
    }

    private static Histogram sendOneByOne(Load load, BrokerProcess broker, Stage stage) throws JMSException {
        var times = new Histogram(3);
        try (Client client = Client.connect(load.protocol(), broker.port())) {
            Session session = client.session(AckMode.AUTO);
            MessageProducer producer = load.producer(session, Stage.LEASED);
            long end = System.nanoTime() + stage.effort().latencyRun().toNanos() / 2;
            for (long now = System.nanoTime(); now - end < 0; ) {
                producer.send(load.message(session));
                long done = System.nanoTime();
                times.recordValue(done - now);
                now = done;
            }
        }
        broker.purge(Stage.LEASED);
        return times;
    }
}
