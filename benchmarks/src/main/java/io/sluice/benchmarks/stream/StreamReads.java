package io.sluice.benchmarks.stream;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Progress;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.measure.WarmUp;
import io.sluice.benchmarks.report.Figure;
import jakarta.jms.BytesMessage;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** How fast a group reads a stream again, against draining a plain queue, and several groups at once against one. */
public final class StreamReads implements Measurement {

    private static final int BYTES = 1024;
    private static final int RECORDS = 40_000;
    private static final int SMOKE_RECORDS = 500;
    private static final int KEYS = 1_000;
    private static final int LIMIT_SECONDS = 60;

    @Override
    public String name() {
        return StreamSide.NAME;
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return;
        }
        int records = StreamSide.isSmoke(stage) ? SMOKE_RECORDS : RECORDS;
        try (BrokerProcess broker = StreamSide.broker(stage)) {
            Load load = new Load(Protocol.CORE, true, BYTES);
            Client.preload(load, keyed(load, "JMSXGroupID"), broker.port(), StreamSide.SHARED, records);
            broker.awaitBehind(StreamSide.SHARED, StreamSide.COUNTER, records, LIMIT_SECONDS);
            for (Protocol protocol : Protocol.values()) {
                replay(new Load(protocol, true, BYTES), records, broker, stage);
            }
            for (int groups : new int[] {2, 5}) {
                groups(new Load(Protocol.CORE, true, BYTES), groups, records, broker, stage);
            }
        }
    }

    /** @param property the plain queue gets the same text in one that means nothing to Artemis */
    private static Contents keyed(Load load, String property) {
        AtomicLong number = new AtomicLong();
        return (session, queue) -> {
            BytesMessage message = load.message(session);
            message.setStringProperty(property, "truck-" + number.getAndIncrement() % KEYS);
            return message;
        };
    }

    private void replay(Load load, int records, BrokerProcess broker, Stage stage) throws Exception {
        String title = "replay over draining, " + load;
        if (!stage.wants(title)) {
            return;
        }
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        warmUp(load, records, broker, stage);
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> drain(load, records, broker),
                () -> replay(load, 1, records, broker));
        Figure rate = StreamSide.report(rounds, title, stage);
        progress.end(String.format("rate ×%.3f", rate.value().median()));
    }

    private static void warmUp(Load load, int records, BrokerProcess broker, Stage stage) throws Exception {
        var warmUp = new WarmUp(broker, stage.effort());
        do {
            drain(load, records, broker);
            replay(load, 1, records, broker);
        } while (!warmUp.isOver());
    }

    private void groups(Load load, int groups, int records, BrokerProcess broker, Stage stage) throws Exception {
        String title = groups + " groups at once over 1, " + load;
        if (!stage.wants(title)) {
            return;
        }
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().fewRounds(),
                progress,
                () -> replay(load, 1, records, broker),
                () -> replay(load, groups, records, broker));
        Figure rate = rounds.ratio(name(), title, "msg/s of all groups", Sample::perSecond);
        stage.report().add(rate);
        progress.end(String.format("rate ×%.3f", rate.value().median()));
    }

    private static Sample drain(Load load, int messages, BrokerProcess broker) throws Exception {
        Client.preload(load, keyed(load, "vehicleName"), broker.port(), Stage.PLAIN, messages);
        Sample sample = new Replay(load).run(broker, List.of(Stage.PLAIN), messages);
        broker.awaitEmpty(Stage.PLAIN);
        return sample;
    }

    private static Sample replay(Load load, int groups, int records, BrokerProcess broker) throws Exception {
        for (int group = 0; group < groups; group++) {
            broker.rewind(StreamSide.SHARED, StreamSide.groupName(group));
        }
        List<String> destinations =
                IntStream.range(0, groups).mapToObj(StreamSide::destination).toList();
        return new Replay(load).run(broker, destinations, records);
    }
}
