package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.SendAndReceive;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.measure.Work;
import io.sluice.benchmarks.report.Goal;
import java.util.ArrayList;
import java.util.List;

/** How many messages of few or many groups go through a FIFO queue to few or many consumers. */
public final class GroupThroughput implements Measurement {
    private static final Goal ONE_GROUP = Goal.atLeast(0.7);
    private static final Goal GROUPS = Goal.atLeast(0.9);
    private static final int MOST_GROUPS = 100_000;
    private static final int BYTES = 256;

    @Override
    public String name() {
        return "fifo";
    }

    @Override
    public void run(Stage stage) throws Exception {
        var queues = new FifoQueues(stage);
        List<Comparison> wanted =
                comparisons(stage, queues).stream().filter(stage::wants).toList();
        if (wanted.isEmpty()) {
            return;
        }
        try (BrokerProcess broker = queues.broker()) {
            for (Comparison comparison : wanted) {
                comparison.measure(broker, stage);
            }
        }
    }

    private static List<Comparison> comparisons(Stage stage, FifoQueues queues) {
        List<Comparison> all = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            Load load = new Load(protocol, true, BYTES);
            for (int groups : first(stage, 1, 10, 1_000, MOST_GROUPS)) {
                for (int consumers : first(stage, 1, 4, 16)) {
                    String kind = String.format("%,d %s × %d", groups, groups == 1 ? "group" : "groups", consumers);
                    all.addAll(comparisons(kind, load, groups, consumers, queues.standard()));
                }
            }
            all.addAll(comparisons("1 group × 1, 1,000 in flight", load, 1, 1, queues.wide()));
        }
        return all;
    }

    /** A smoke run has fewer samples than there are kinds of work. */
    private static List<Integer> first(Stage stage, Integer... all) {
        return List.of(all).subList(0, Math.min(all.length, stage.effort().samples()));
    }

    private static List<Comparison> comparisons(String kind, Load load, int groups, int consumers, String queue) {
        Goal goal = groups == 1 ? ONE_GROUP : GROUPS;
        Contents contents = new GroupedMessages(load, groups, true);
        Work drain = new GroupDrain(load, contents, consumers);
        Work flow = new SendAndReceive(load, contents, consumers);
        return List.of(
                new Comparison("drain, " + kind + ", " + load, drain, Stage.PLAIN, queue, groups, goal),
                new Comparison("send and receive, " + kind + ", " + load, flow, Stage.PLAIN, queue, 0, goal));
    }
}
