package io.sluice.benchmarks.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;

import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Time to match a message that five subscriptions get, among 100 to 100,000; time to change one policy among 10,000; memory for one.
 * In this process, one thread, no broker. Messages are for customers at random, so that what they need is rarely in a cache.
 */
public final class FilterCost implements Measurement {

    private static final int[] SUBSCRIPTIONS = {100, 1_000, 10_000, 100_000};
    private static final int CHANGED_AMONG = 10_000;
    private static final int CHANGES = 300;
    private static final int MESSAGES = 1 << 12;
    private static final Goal CHANGE_GOAL = Goal.atMost(50_000);
    private static final Goal FLAT_GOAL = Goal.atMost(2);

    @Override
    public String name() {
        return "filter";
    }

    @Override
    public void run(Stage stage) throws Exception {
        int most = stage.effort().leases() < 10_000 ? 1_000 : 100_000;
        for (Family family : Family.values()) {
            measure(stage, family, most);
        }
    }

    private void measure(Stage stage, Family family, int most) throws Exception {
        Map<String, Supplier<Engine>> engines = new LinkedHashMap<>();
        engines.put("properties", () -> new Engine.Table(MESSAGE_ATTRIBUTES));
        engines.put("body", () -> new Engine.Table(MESSAGE_BODY));
        engines.put("body, event-ruler", Engine.Ruler::new);
        for (Map.Entry<String, Supplier<Engine>> engine : engines.entrySet()) {
            String work = family + ", " + engine.getKey();
            stage.progress().begin(name() + ": " + work);
            List<Double> smallest = List.of();
            List<Double> largest = List.of();
            for (int subscriptions : SUBSCRIPTIONS) {
                if (subscriptions <= most) {
                    largest = matching(stage, work, engine.getValue(), family, subscriptions);
                    smallest = smallest.isEmpty() ? largest : smallest;
                    stage.progress().round();
                }
            }
            Spread growth = Spread.of(ratios(largest, smallest));
            stage.report()
                    .add(Figure.of(name(), work, "µs, most over fewest", Figure.RATIO, growth)
                            .against(FLAT_GOAL));
            changing(stage, work, engine.getValue().get(), family, Math.min(most, CHANGED_AMONG));
            stage.progress().end(String.format("×%.1f from fewest to most", growth.median()));
        }
    }

    private static List<Double> ratios(List<Double> numerators, List<Double> denominators) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < numerators.size(); i++) {
            ratios.add(numerators.get(i) / denominators.get(i));
        }
        return ratios;
    }

    private List<Double> matching(Stage stage, String work, Supplier<Engine> make, Family family, int subscriptions)
            throws Exception {
        long before = usedBytes();
        Engine engine = filled(make.get(), family, subscriptions);
        double bytes = (usedBytes() - before) / (double) subscriptions;
        Engine.Prepared[] messages = messages(subscriptions);
        String where = String.format("%,d subscriptions, %s", subscriptions, work);
        long warm = 3 * stage.effort().warmUp().toNanos();
        micros(engine, messages, warm);
        List<Double> rounds = new ArrayList<>();
        for (int round = 0; round < stage.effort().rounds(); round++) {
            rounds.add(micros(engine, messages, stage.effort().run().toNanos() / 2));
        }
        stage.report().add(Figure.of(name(), where, "µs/message", "µs", Spread.of(rounds)));
        if (subscriptions >= CHANGED_AMONG) {
            stage.report().add(Figure.of(name(), where, "B/policy", "B", Spread.of(List.of(bytes))));
        }
        return rounds;
    }

    private static Engine filled(Engine engine, Family family, int subscriptions) throws Exception {
        for (int i = 0; i < subscriptions; i++) {
            engine.put(i, family.policy(i));
        }
        return engine;
    }

    private static Engine.Prepared[] messages(int subscriptions) {
        Random random = new Random(subscriptions);
        Engine.Prepared[] messages = new Engine.Prepared[MESSAGES];
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = Engine.Prepared.of(random.nextInt(subscriptions / Family.MATCHES));
        }
        return messages;
    }

    /** Mean time of a match; checks on the way that it finds what it should. */
    private double micros(Engine engine, Engine.Prepared[] messages, long atLeastNanos) throws Exception {
        long start = System.nanoTime();
        long matches = 0;
        int done = 0;
        while (System.nanoTime() - start < atLeastNanos) {
            for (int i = 0; i < 64; i++) {
                matches += engine.match(messages[done++ & MESSAGES - 1]);
            }
        }
        double micros = (System.nanoTime() - start) / 1e3 / done;
        if (matches != (long) Family.MATCHES * done) {
            throw new IllegalStateException(matches + " matches of " + done + " messages");
        }
        return micros;
    }

    private void changing(Stage stage, String work, Engine engine, Family family, int subscriptions) throws Exception {
        filled(engine, family, subscriptions);
        Random random = new Random(subscriptions);
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            int subscription = random.nextInt(subscriptions);
            String policy = family.policy(random.nextInt(subscriptions));
            long start = System.nanoTime();
            engine.put(subscription, policy);
            micros.add((System.nanoTime() - start) / 1e3);
        }
        String where = String.format("change one of %,d, %s", subscriptions, work);
        stage.report()
                .add(Figure.of(name(), where, "µs/change", "µs", Spread.of(micros))
                        .against(CHANGE_GOAL));
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
