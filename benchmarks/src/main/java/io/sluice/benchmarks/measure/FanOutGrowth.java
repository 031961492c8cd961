package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Goal;
import java.util.List;
import java.util.Locale;

/**
 * What a published message costs with 100 and with 100,000 subscriptions of a topic. Both topics are of one broker and lead to the same
 * hundred queues, and each message is for five subscriptions with five queues; so only the number of subscriptions differs.
 */
public final class FanOutGrowth implements Measurement {
    private static final int FEWEST = 100;
    private static final int MOST = 100_000;
    private static final int MOST_OF_A_SMOKE_RUN = 1_000;
    private static final int MATCHES = 5;
    private static final int QUEUES = 100;
    private static final int BODY_BYTES = 256;
    private static final int SMALLEST_RUN_OF_LEASES = 10_000;
    private static final Goal FLAT_GOAL = Goal.atMost(2);

    /** Names of one length. */
    private static final String FEW = "growth.few";

    private static final String MANY = "growth.all";

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return;
        }
        int most = stage.effort().leases() < SMALLEST_RUN_OF_LEASES ? MOST_OF_A_SMOKE_RUN : MOST;
        stage.progress().begin(name() + ": " + most + " subscriptions of one topic");
        StringBuilder yaml = new StringBuilder("topics:\n");
        describe(yaml, FEW, FEWEST);
        describe(yaml, MANY, most);
        try (BrokerProcess broker = stage.broker(List.of(Stage.PLAIN), yaml.toString())) {
            stage.progress().end("made");
            for (Protocol protocol : Protocol.values()) {
                for (boolean durable : new boolean[] {true, false}) {
                    measure(stage, broker, new Load(protocol, durable, BODY_BYTES), most);
                }
            }
        }
    }

    private static void describe(StringBuilder yaml, String topic, int subscriptions) {
        yaml.append(' ').append(topic).append(":\n  subscriptions:\n");
        for (int i = 0; i < subscriptions; i++) {
            yaml.append(String.format(
                    Locale.ROOT, "   s%d: {queue: g%d, filterPolicy: {k: [%d]}}%n", i, i % QUEUES, i / MATCHES));
        }
    }

    private void measure(Stage stage, BrokerProcess broker, Load load, int most) throws Exception {
        Publishing few = new Publishing(load, FEWEST / MATCHES);
        Publishing many = new Publishing(load, most / MATCHES);
        String title = String.format(Locale.ROOT, "publish, %,d subscriptions over %,d, %s", most, FEWEST, load);
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        few.run(broker, FEW, stage.effort().warmUp());
        many.run(broker, MANY, stage.effort().warmUp());
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> few.run(broker, FEW, stage.effort().run()),
                () -> many.run(broker, MANY, stage.effort().run()));
        stage.report()
                .add(rounds.ratio(name(), title, "µs/msg", sample -> 1e6 / sample.perSecond())
                        .against(FLAT_GOAL));
        stage.report().add(rounds.ratio(name(), title, "broker CPU µs/msg", Sample::cpuMicrosPerMessage));
        progress.end("measured");
    }
}
