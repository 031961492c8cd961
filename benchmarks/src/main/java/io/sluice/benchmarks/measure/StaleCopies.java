package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Spread;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many messages that a colleague has processed meanwhile a worker still takes out of its client's buffer, after it hung
 * for longer than the visibility timeout: for each client library, in-flight cap and prefetch.
 */
public final class StaleCopies implements Measurement {
    private static final List<String> CAPS = List.of("auto", "1", "10", "100", "unlimited");
    private static final int LEASE_MILLIS = 500;
    private static final int HEAP_MEGABYTES = 512;

    /** What the client may take ahead. */
    private enum Ahead {
        DEFAULT("its own prefetch", WorkerOptions.DEFAULT.prefetch()),
        ONE("prefetch 1", 1),
        NONE("prefetch 0", 0);

        private final String label;
        private final int messages;

        Ahead(String label, int messages) {
            this.label = label;
            this.messages = messages;
        }
    }

    private record Setting(WorkerKind kind, Ahead ahead) {

        /** Core counts its buffer in bytes and can only be told to have none; others cannot be told that. */
        boolean isDistinct() {
            return switch (kind.client()) {
                case CORE -> ahead != Ahead.ONE;
                case PROTONJ2, MQTT -> ahead != Ahead.NONE;
                default -> true;
            };
        }
    }

    @Override
    public String name() {
        return "stale";
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            stage.progress().begin(name());
            stage.progress().end("left out, needs a broker with leases");
            return;
        }
        // a smoke run has fewer samples than there are settings
        for (String cap : CAPS.stream().limit(stage.effort().samples()).toList()) {
            try (BrokerProcess broker = stage.broker(
                    HEAP_MEGABYTES, "visibilityTimeout: " + LEASE_MILLIS + "ms", "maxInFlightPerConsumer: " + cap)) {
                for (Setting setting :
                        settings().limit(stage.effort().samples()).toList()) {
                    measure(setting, cap, broker, stage);
                }
            }
        }
    }

    private static Stream<Setting> settings() {
        return WorkerKind.individual()
                .flatMap(kind -> Stream.of(Ahead.values()).map(ahead -> new Setting(kind, ahead)))
                .filter(Setting::isDistinct);
    }

    private void measure(Setting setting, String cap, BrokerProcess broker, Stage stage) throws Exception {
        String work = setting.kind().client() + ", " + setting.ahead().label + ", cap " + cap;
        if (!stage.wants(work)) {
            return;
        }
        stage.progress().begin(name() + ": " + work);
        var hangover = new Hangover(broker, Stage.LEASED);
        List<Double> copies = new ArrayList<>();
        for (int round = 0; round < stage.effort().fewRounds(); round++) {
            copies.add((double) hangover.staleCopies(setting.kind(), setting.ahead().messages));
            stage.progress().round();
        }
        Spread spread = Spread.of(copies);
        stage.report().add(Figure.of(name(), work, "stale copies processed", "copies", spread));
        stage.progress().end(String.format("%.0f stale copies", spread.median()));
    }
}
