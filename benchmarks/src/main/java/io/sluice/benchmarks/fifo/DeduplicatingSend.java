package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Goal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** How fast durable messages are sent to a queue that looks whether each was sent before. */
public final class DeduplicatingSend implements Measurement {
    private static final Goal GOAL = Goal.atLeast(0.9);
    private static final int GROUPS = 1_000;
    private static final int BYTES = 256;
    private static final int MANY_PRODUCERS = 16;

    @Override
    public String name() {
        return "fifo";
    }

    @Override
    public void run(Stage stage) throws Exception {
        var queues = new FifoQueues(stage);
        List<Comparison> wanted = Arrays.stream(Protocol.values())
                .map(protocol -> new Load(protocol, true, BYTES))
                .flatMap(load -> Stream.concat(
                        comparisons(load, true, queues.standard()), comparisons(load, false, queues.contentBased())))
                .filter(stage::wants)
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        try (BrokerProcess broker = queues.broker()) {
            for (Comparison comparison : wanted) {
                comparison.measure(broker, stage);
            }
        }
    }

    private static Stream<Comparison> comparisons(Load load, boolean withId, String queue) {
        var contents = new GroupedMessages(load, GROUPS, withId);
        String id = withId ? "with ids" : "by content";
        return Stream.of(
                new Comparison(
                        String.format("send %s, 2 producers, %s", id, load),
                        new Send(load, contents, 2, SendMode.ASYNCHRONOUS),
                        Stage.PLAIN,
                        queue,
                        0,
                        GOAL),
                new Comparison(
                        String.format("send %s, %d producers that wait, %s", id, MANY_PRODUCERS, load),
                        new Send(load, contents, MANY_PRODUCERS, SendMode.BLOCKING),
                        Stage.PLAIN,
                        queue,
                        0,
                        GOAL));
    }
}
