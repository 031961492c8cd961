package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Figure;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The broker's heap for one message that waits in a FIFO queue, its deduplication id included, over that in a plain one. */
public final class GroupMemory implements Measurement {
    private static final List<Integer> GROUPS = List.of(1, 10, 1_000, 100_000);
    private static final int BYTES = 256;
    private static final int WAITING_FOR_A_LEASE = 5;

    @Override
    public String name() {
        return "fifo";
    }

    /** Messages of so many groups. */
    private record Case(Load load, int groups, int messages) {

        private Contents contents() {
            return new GroupedMessages(load, groups, true);
        }

        @Override
        public String toString() {
            return String.format("%,d waiting, %,d groups, %s", messages, groups, load);
        }
    }

    @Override
    public void run(Stage stage) throws Exception {
        List<Case> wanted = cases(stage).filter(stage::wants).toList();
        if (wanted.isEmpty()) {
            return;
        }
        var queues = new FifoQueues(stage);
        try (BrokerProcess broker = queues.broker()) {
            for (Case each : wanted) {
                measure(each, broker, queues, stage);
            }
        }
    }

    private static Stream<Case> cases(Stage stage) {
        int messages = stage.effort().leases() / WAITING_FOR_A_LEASE;
        // a smoke run has fewer samples than there are numbers of groups
        return Arrays.stream(Protocol.values())
                .flatMap(protocol -> GROUPS.stream()
                        .limit(stage.effort().samples())
                        .map(groups -> new Case(new Load(protocol, true, BYTES), groups, messages)));
    }

    private void measure(Case each, BrokerProcess broker, FifoQueues queues, Stage stage) throws Exception {
        stage.progress().begin(name() + ": " + each);
        var warmUp = new Case(each.load, each.groups, 1_000);
        heapOfOne(warmUp, broker, Stage.PLAIN);
        heapOfOne(warmUp, broker, queues.standard());
        PairedRounds<Double> rounds = PairedRounds.run(
                Math.min(2, stage.effort().fewRounds()),
                stage.progress(),
                () -> heapOfOne(each, broker, Stage.PLAIN),
                () -> heapOfOne(each, broker, queues.standard()));
        Figure figure = rounds.ratio(name(), each.toString(), "heap B/msg", Double::doubleValue);
        stage.report().add(figure);
        stage.progress().end(String.format("heap ×%.3f", figure.value().median()));
    }

    private static double heapOfOne(Case each, BrokerProcess broker, String queue) throws Exception {
        long empty = broker.heapBytes();
        Client.preload(each.load, each.contents(), broker.port(), queue, each.messages);
        double bytes = (broker.heapBytes() - empty) / (double) each.messages;
        broker.purge(queue);
        broker.awaitEmpty(queue);
        return bytes;
    }
}
