package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import java.time.Duration;

/** Finds how many messages a kind of work moves in the wanted time; doing so warms up both queues. */
record Sizing(Effort effort) {
    private static final int FIRST = 200;
    private static final int MOST = 150_000;

    int messagesFor(Work work, BrokerProcess broker) throws Exception {
        long end = System.nanoTime() + effort.warmUp().toNanos();
        int messages = FIRST;
        Sample plain;
        do {
            plain = work.run(broker, Stage.PLAIN, messages);
            work.run(broker, Stage.LEASED, messages);
            messages = next(plain, messages);
        } while (System.nanoTime() < end || plain.nanos() < effort.run().toNanos() / 2 && messages < MOST);
        return messages;
    }

    private int next(Sample sample, int messages) {
        Duration run = effort.run();
        double wanted = sample.perSecond() * run.toNanos() / 1e9;
        return (int) Math.min(MOST, Math.max(FIRST, Math.min(wanted, messages * 8.0)));
    }
}
