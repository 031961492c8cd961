package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Publishing to a topic whose subscriptions have filter policies, against subscriptions of Artemis with selectors; to subscriptions
 * without, against those without; and to one that gets envelopes, against one that does not. How much of the first can be had at all
 * says a topic of Artemis whose five queues take everything: choosing costs it nothing, what is left is to receive and to store.
 */
public final class FanOut implements Measurement {
    private static final int SUBSCRIPTIONS = 5_000;
    private static final int SUBSCRIPTIONS_OF_A_SMOKE_RUN = 100;
    private static final int MATCHES = 5;
    private static final int UNFILTERED = 10;
    private static final int BODY_BYTES = 256;
    private static final int SMALLEST_RUN_OF_LEASES = 10_000;

    /** The topics that are compared; names of one length. */
    private static final String SELECTORS = "filtered.plain";

    private static final String POLICIES = "filtered.topic";
    private static final String IDEAL = "fivequeu.plain";
    private static final String OPEN_PLAIN = "alltaken.plain";
    private static final String OPEN = "alltaken.topic";
    private static final String RAW = "isasitis.topic";
    private static final String ENVELOPES = "envelope.topic";

    private record Comparison(
            String title,
            String baseline,
            String subject,
            @Nullable Goal goal) {}

    private record Piece(Comparison comparison, Publishing work) {
        String title() {
            return "publish, " + comparison.title() + ", " + work;
        }
    }

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
        List<Piece> pieces = pieces(subscriptions).stream()
                .filter(piece -> stage.wants(piece.title()))
                .toList();
        boolean withSelectors =
                pieces.stream().anyMatch(piece -> piece.comparison().baseline().equals(SELECTORS));
        stage.progress().begin(name() + ": " + subscriptions + " subscriptions");
        try (BrokerProcess broker = stage.broker(List.of(Stage.PLAIN), yaml(subscriptions))) {
            subscribe(broker, withSelectors ? subscriptions : 0);
            stage.progress().end("made");
            for (Piece piece : pieces) {
                measure(stage, broker, piece);
            }
        }
    }

    private static List<Piece> pieces(int subscriptions) {
        List<Piece> pieces = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (boolean durable : new boolean[] {true, false}) {
                Publishing work = new Publishing(new Load(protocol, durable, BODY_BYTES), subscriptions / MATCHES);
                comparisons(subscriptions).forEach(comparison -> pieces.add(new Piece(comparison, work)));
            }
        }
        return pieces;
    }

    /** Those with selectors come when the code that is common to all is compiled: they publish too little for that. */
    private static List<Comparison> comparisons(int subscriptions) {
        String filtered = String.format(Locale.ROOT, "%,d filtered subscriptions, %d matches", subscriptions, MATCHES);
        return List.of(
                new Comparison(filtered + " over " + MATCHES + " plain queues", IDEAL, POLICIES, null),
                new Comparison(UNFILTERED + " subscriptions", OPEN_PLAIN, OPEN, Goal.atLeast(0.97)),
                new Comparison(MATCHES + " plain queues over " + filtered, SELECTORS, IDEAL, null),
                new Comparison(filtered, SELECTORS, POLICIES, Goal.atLeast(25)),
                new Comparison("1 subscription, envelopes over raw", RAW, ENVELOPES, null));
    }

    private static String yaml(int subscriptions) {
        StringBuilder yaml = new StringBuilder("topics:\n  " + POLICIES + ":\n    subscriptions:\n");
        for (int i = 0; i < subscriptions; i++) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "      s%d: { queue: f%d, filterPolicy: { k: [ %d ] } }%n",
                    i,
                    i,
                    i % (subscriptions / MATCHES)));
        }
        yaml.append("  " + OPEN + ":\n    subscriptions:\n");
        for (int i = 0; i < UNFILTERED; i++) {
            yaml.append(String.format(Locale.ROOT, "      s%d: { queue: u%d }%n", i, i));
        }
        yaml.append("  " + RAW + ": { subscriptions: { s: { queue: raw } } }\n");
        yaml.append("  " + ENVELOPES + ": { subscriptions: { s: { queue: env, rawMessageDelivery: false } } }\n");
        return yaml.toString();
    }

    private static void subscribe(BrokerProcess broker, int subscriptions) throws JMSException {
        try (Client client = Client.connect(Protocol.CORE, broker.port())) {
            for (int i = 0; i < subscriptions; i++) {
                client.subscribe(SELECTORS, "filtered-" + i, "k = " + i % (subscriptions / MATCHES));
            }
            for (int i = 0; i < MATCHES; i++) {
                client.subscribe(IDEAL, "ideal-" + i, null);
            }
            for (int i = 0; i < UNFILTERED; i++) {
                client.subscribe(OPEN_PLAIN, "unfiltered-" + i, null);
            }
        }
    }

    private void measure(Stage stage, BrokerProcess broker, Piece piece) throws Exception {
        Comparison comparison = piece.comparison();
        Publishing work = piece.work();
        String title = piece.title();
        Progress progress = stage.progress();
        progress.begin(name() + ": " + title);
        work.run(broker, comparison.baseline(), stage.effort().warmUp());
        work.run(broker, comparison.subject(), stage.effort().warmUp());
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, comparison.baseline(), stage.effort().run()),
                () -> work.run(broker, comparison.subject(), stage.effort().run()));
        Figure rate = rounds.ratio(name(), title, "msg/s", Sample::perSecond);
        stage.report().add(comparison.goal() == null ? rate : rate.against(comparison.goal()));
        stage.report().add(rounds.ratio(name(), title, "broker CPU µs/msg", Sample::cpuMicrosPerMessage));
        progress.end(String.format("rate ×%.3f", rate.value().median()));
    }
}
