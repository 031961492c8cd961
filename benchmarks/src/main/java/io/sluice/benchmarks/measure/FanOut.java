package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.Locale;

/**
 * Publishing to a topic whose subscriptions have filter policies, against subscriptions of Artemis with selectors; and to
 * subscriptions without, against those without.
 */
public final class FanOut implements Measurement {
    private static final int SUBSCRIPTIONS = 5_000;
    private static final int SUBSCRIPTIONS_OF_A_SMOKE_RUN = 100;
    private static final int MATCHES = 5;
    private static final int UNFILTERED = 10;
    private static final int BODY_BYTES = 256;
    private static final int SMALLEST_RUN_OF_LEASES = 10_000;
    private static final Goal FILTERED_GOAL = Goal.atLeast(25);
    private static final Goal UNFILTERED_GOAL = Goal.atLeast(0.97);

    /** The topics that are compared; names of one length. */
    private record Topics(String plain, String ours) {}

    private static final Topics FILTERED = new Topics("filtered.plain", "filtered.topic");
    private static final Topics OPEN = new Topics("unfiltered.plain", "unfiltered.topic");

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return;
        }
        int subscriptions =
                stage.effort().leases() < SMALLEST_RUN_OF_LEASES ? SUBSCRIPTIONS_OF_A_SMOKE_RUN : SUBSCRIPTIONS;
        int keys = subscriptions / MATCHES;
        stage.progress().begin(name() + ": " + subscriptions + " subscriptions");
        try (BrokerProcess broker = stage.broker(List.of(Stage.PLAIN), yaml(subscriptions, keys))) {
            subscribe(broker, subscriptions, keys);
            stage.progress().end("made");
            for (Protocol protocol : Protocol.values()) {
                for (boolean durable : new boolean[] {true, false}) {
                    Load load = new Load(protocol, durable, BODY_BYTES);
                    String filtered = String.format(
                            Locale.ROOT, "%,d filtered subscriptions, %d matches", subscriptions, MATCHES);
                    measure(stage, broker, FILTERED, filtered, new Publishing(load, keys), FILTERED_GOAL);
                    measure(
                            stage,
                            broker,
                            OPEN,
                            UNFILTERED + " subscriptions",
                            new Publishing(load, keys),
                            UNFILTERED_GOAL);
                }
            }
        }
    }

    private static String yaml(int subscriptions, int keys) {
        StringBuilder yaml = new StringBuilder("topics:\n  " + FILTERED.ours() + ":\n    subscriptions:\n");
        for (int i = 0; i < subscriptions; i++) {
            yaml.append(String.format(
                    Locale.ROOT, "      s%d: { queue: f%d, filterPolicy: { k: [ %d ] } }%n", i, i, i % keys));
        }
        yaml.append("  " + OPEN.ours() + ":\n    subscriptions:\n");
        for (int i = 0; i < UNFILTERED; i++) {
            yaml.append(String.format(Locale.ROOT, "      s%d: { queue: u%d }%n", i, i));
        }
        return yaml.toString();
    }

    private static void subscribe(BrokerProcess broker, int subscriptions, int keys) throws JMSException {
        try (Client client = Client.connect(Protocol.CORE, broker.port())) {
            for (int i = 0; i < subscriptions; i++) {
                client.subscribe(FILTERED.plain(), "filtered-" + i, "k = " + i % keys);
            }
            for (int i = 0; i < UNFILTERED; i++) {
                client.subscribe(OPEN.plain(), "unfiltered-" + i, null);
            }
        }
    }

    private void measure(
            Stage stage, BrokerProcess broker, Topics topics, String subscriptions, Publishing work, Goal goal)
            throws Exception {
        Progress progress = stage.progress();
        String title = "publish, " + subscriptions + ", " + work;
        progress.begin(name() + ": " + title);
        work.run(broker, topics.plain(), stage.effort().warmUp());
        work.run(broker, topics.ours(), stage.effort().warmUp());
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, topics.plain(), stage.effort().run()),
                () -> work.run(broker, topics.ours(), stage.effort().run()));
        Figure rate = rounds.ratio(name(), title, "msg/s", Sample::perSecond).against(goal);
        stage.report().add(rate);
        stage.report().add(rounds.ratio(name(), title, "broker CPU µs/msg", Sample::cpuMicrosPerMessage));
        progress.end(String.format("rate ×%.3f", rate.value().median()));
    }
}
