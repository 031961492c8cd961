package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;

/**
 * Finds how many messages a kind of work moves in the wanted time; doing so warms up both queues of a pair ({@link WarmUp}). A run may be longer
 * to have enough messages, so the sizing goes on until it has seen the work at about that size.
 */
public record Sizing(Effort effort, String baseline, String subject) {
    private static final int FIRST = 200;
    private static final int MOST = 150_000;
    private static final int STEP = 4;

    /** Between the two queues that most measurements have. */
    Sizing(Effort effort) {
        this(effort, Stage.PLAIN, Stage.LEASED);
    }

    /**
     * The number that the first queue moves in the length of a run ({@link Effort#messagesAt}) at the best rate seen: other work on the
     * machine can only lower a rate.
     */
    public int messagesFor(Work work, BrokerProcess broker) throws Exception {
        var warmUp = new WarmUp(broker, effort);
        double bestRate = 0;
        int messages = FIRST;
        int wanted;
        boolean enough;
        do {
            bestRate = Math.max(bestRate, work.run(broker, baseline, messages).perSecond());
            work.run(broker, subject, messages);
            wanted = (int) Math.max(FIRST, Math.min(MOST, effort.messagesAt(bestRate)));
            enough = messages >= wanted / 2;
            messages = Math.min(wanted, messages * STEP);
        } while (!warmUp.isOver() || !enough);
        return wanted;
    }
}
