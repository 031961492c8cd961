package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import java.util.ArrayList;
import java.util.List;

/** How much a lease takes from a queue's throughput, and adds to the broker's CPU time for a message. */
public final class Throughput implements Measurement {
    private static final String[] SETTINGS = {"visibilityTimeout: 30s"};
    private static final Goal RATE = Goal.atLeast(0.97);
    private static final Goal CPU = Goal.atMost(1.05);

    @Override
    public String name() {
        return "throughput";
    }

    @Override
    public void run(Stage stage) throws Exception {
        try (BrokerProcess broker = stage.broker(SETTINGS)) {
            for (Load load : loads()) {
                measure(new Drain(load, AckMode.AUTO), broker, stage);
                measure(new Drain(load, AckMode.INDIVIDUAL), broker, stage);
                measure(new SendAndReceive(load), broker, stage);
            }
        }
    }

    private static List<Load> loads() {
        List<Load> loads = new ArrayList<>();
        for (Protocol protocol : Protocol.values()) {
            for (boolean durable : new boolean[] {true, false}) {
                loads.add(new Load(protocol, durable, 256));
                loads.add(new Load(protocol, durable, 4096));
            }
        }
        return loads;
    }

    private void measure(Work work, BrokerProcess broker, Stage stage) throws Exception {
        if (!stage.wants(work)) {
            return;
        }
        Progress progress = stage.progress();
        progress.begin(name() + ": " + work);
        int messages = new Sizing(stage.effort()).messagesFor(work, broker);
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, Stage.PLAIN, messages),
                () -> work.run(broker, Stage.LEASED, messages));
        Figure rate = rounds.ratio(name(), work.toString(), "msg/s", Sample::perSecond)
                .against(RATE);
        Figure cpu = rounds.ratio(name(), work.toString(), "broker CPU µs/msg", Sample::cpuMicrosPerMessage)
                .against(CPU);
        stage.report().add(rate);
        stage.report().add(cpu);
        progress.end(String.format(
                "%,d msg, rate ×%.3f, CPU ×%.3f",
                messages, rate.value().median(), cpu.value().median()));
    }
}
