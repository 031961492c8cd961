package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The broker's heap for one outstanding lease on top of a plain message that waits with a consumer: live bytes after
 * full collections, with all messages delivered and none settled.
 */
public final class LeaseMemory implements Measurement {
    private static final Goal GOAL = Goal.atMost(64);
    private static final String QUANTITY = "B/lease";
    private static final int HEAP_MEGABYTES = 4_096;
    private static final int BODY_BYTES = 16;
    private static final int AMQP_SHARE = 4;
    private static final int MOST_PER_CONSUMER = 30_000;
    private static final int LIMIT_SECONDS = 240;
    private static final int CLASSES_SHOWN = 6;

    /** Per message: all live bytes, and those of each class. */
    private record Footprint(double bytes, Map<String, Double> byClass) {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Stage stage) throws Exception {
        int leases = stage.effort().leases();
        measure(new Load(Protocol.CORE, false, BODY_BYTES), leases, stage);
        measure(new Load(Protocol.AMQP, false, BODY_BYTES), leases / AMQP_SHARE, stage);
    }

    private void measure(Load load, int leases, Stage stage) throws Exception {
        String work = String.format("%,d outstanding, %s", leases, load);
        stage.progress().begin(name() + ": " + work);
        try (BrokerProcess broker =
                stage.broker(HEAP_MEGABYTES, "visibilityTimeout: 12h", "maxInFlightPerConsumer: unlimited")) {
            footprint(load, Math.min(leases, 1_000), broker, Stage.PLAIN);
            footprint(load, Math.min(leases, 1_000), broker, Stage.LEASED);
            PairedRounds<Footprint> rounds = PairedRounds.run(
                    Math.min(2, stage.effort().fewRounds()),
                    stage.progress(),
                    () -> footprint(load, leases, broker, Stage.PLAIN),
                    () -> footprint(load, leases, broker, Stage.LEASED));
            Figure figure =
                    rounds.difference(name(), work, QUANTITY, Footprint::bytes).against(GOAL);
            stage.report().add(figure);
            stage.progress().end(String.format("%.1f B on top", figure.value().median()));
            String classes = largestDifferences(
                    rounds.baseline().get(0).byClass(), rounds.subject().get(0).byClass());
            if (!classes.isEmpty()) {
                stage.progress().note(classes);
                stage.report().note(work + ", bytes on top by class: " + classes);
            }
        }
    }

    private static Footprint footprint(Load load, int leases, BrokerProcess broker, String queue) throws Exception {
        long empty = broker.heapBytes();
        Client.preload(load, broker.port(), queue, leases);
        Footprint result;
        try (Client client = Client.connect(load.protocol(), broker.port(), Prefetch.EVERYTHING, SendMode.BLOCKING)) {
            for (int taken = 0; taken < leases; taken += MOST_PER_CONSUMER) {
                client.consumer(AckMode.INDIVIDUAL, queue);
            }
            client.start();
            broker.awaitCounts(queue, counts -> counts.delivering() == leases, LIMIT_SECONDS);
            double bytes = (broker.heapBytes() - empty) / (double) leases;
            Map<String, Double> byClass = new TreeMap<>();
            broker.classBytes().forEach((name, live) -> byClass.put(name, live / (double) leases));
            result = new Footprint(bytes, byClass);
        }
        broker.awaitCounts(queue, counts -> counts.delivering() == 0 && counts.messages() == leases, LIMIT_SECONDS);
        broker.purge(queue);
        broker.awaitEmpty(queue);
        return result;
    }

    private static String largestDifferences(Map<String, Double> plain, Map<String, Double> leased) {
        record Difference(String name, double bytes) {}
        List<Difference> largest = leased.entrySet().stream()
                .map(entry ->
                        new Difference(entry.getKey(), entry.getValue() - plain.getOrDefault(entry.getKey(), 0.0)))
                .filter(difference -> Math.abs(difference.bytes) >= 1)
                .sorted(Comparator.comparingDouble((Difference difference) -> -Math.abs(difference.bytes)))
                .limit(CLASSES_SHOWN)
                .toList();
        return String.join(
                ", ",
                largest.stream()
                        .map(difference -> String.format("%s %.1f", difference.name, difference.bytes))
                        .toList());
    }
}
