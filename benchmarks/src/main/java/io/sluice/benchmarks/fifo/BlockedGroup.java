package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Prefetch;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.client.SendMode;
import io.sluice.benchmarks.measure.Measurement;
import io.sluice.benchmarks.measure.SendAndReceive;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.report.Goal;
import jakarta.jms.JMSException;
import java.util.List;

/**
 * What the messages of a group that stands still cost those that come behind them: a FIFO queue with them in front against
 * one without. One consumer holds the first of them and asks for no more.
 */
public final class BlockedGroup implements Measurement {
    private static final Goal GOAL = Goal.atLeast(0.9);
    private static final int GROUPS = 1_000;
    private static final int CONSUMERS = 4;
    private static final int BYTES = 256;
    private static final int BLOCKED_FOR_A_LEASE = 10;
    private static final long RECEIVE_MILLIS = 10_000;

    @Override
    public String name() {
        return "fifo";
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return; // a plain queue has no groups, and hands the messages to the others
        }
        int blocked = stage.effort().leases() / BLOCKED_FOR_A_LEASE;
        var queues = new FifoQueues(stage);
        for (Protocol protocol : Protocol.values()) {
            Load load = new Load(protocol, true, BYTES);
            List<Comparison> wanted = comparisons(load, blocked, queues).stream()
                    .filter(stage::wants)
                    .toList();
            if (!wanted.isEmpty()) {
                measure(wanted, load, blocked, stage);
            }
        }
    }

    private static List<Comparison> comparisons(Load load, int blocked, FifoQueues queues) {
        Contents contents = new GroupedMessages(load, GROUPS, true);
        String behind = String.format("behind %,d of a blocked group, %s", blocked, load);
        return List.of(
                new Comparison(
                        "drain " + behind,
                        new GroupDrain(load, contents, CONSUMERS),
                        queues.other(),
                        queues.standard(),
                        0,
                        GOAL),
                new Comparison(
                        "send and receive " + behind,
                        new SendAndReceive(load, contents, CONSUMERS),
                        queues.other(),
                        queues.standard(),
                        0,
                        GOAL));
    }

    private static void measure(List<Comparison> comparisons, Load load, int blocked, Stage stage) throws Exception {
        var queues = new FifoQueues(stage);
        try (BrokerProcess broker = queues.broker();
                var holder = block(load, blocked, broker, queues.standard())) {
            for (Comparison comparison : comparisons) {
                comparison.measure(broker, stage);
            }
        }
    }

    private static Client block(Load load, int messages, BrokerProcess broker, String queue) throws JMSException {
        Client.preload(load, new GroupedMessages(load, 1, true).inGroup("blocked"), broker.port(), queue, messages);
        Client holder = Client.connect(load.protocol(), broker.port(), Prefetch.ONE_AT_A_TIME, SendMode.BLOCKING);
        var consumer = holder.consumer(AckMode.INDIVIDUAL, queue);
        holder.start();
        if (consumer.receive(RECEIVE_MILLIS) == null) {
            throw new IllegalStateException(load + ": the holder of the blocked group got nothing");
        }
        return holder;
    }
}
