package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;

/** Finds how many messages a kind of work moves in the wanted time; doing so warms up both queues. */
record Sizing(Effort effort) {
    private static final int FIRST = 200;
    private static final int MOST = 150_000;
    private static final int STEP = 4;

    /**
     * The number that the plain queue moves in the length of a run at the best rate seen: other work on the machine can
     * only lower a rate.
     */
    int messagesFor(Work work, BrokerProcess broker) throws Exception {
        long end = System.nanoTime() + effort.warmUp().toNanos();
        double bestRate = 0;
        int messages = FIRST;
        int wanted;
        boolean enough;
        do {
            bestRate =
                    Math.max(bestRate, work.run(broker, Stage.PLAIN, messages).perSecond());
            work.run(broker, Stage.LEASED, messages);
            wanted =
                    (int) Math.max(FIRST, Math.min(MOST, bestRate * effort.run().toNanos() / 1e9));
            enough = messages >= wanted / 2;
            messages = Math.min(wanted, messages * STEP);
        } while (System.nanoTime() < end || !enough);
        return wanted;
    }
}
