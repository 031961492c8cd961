package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.measure.PairedRounds;
import io.sluice.benchmarks.measure.Progress;
import io.sluice.benchmarks.measure.Sample;
import io.sluice.benchmarks.measure.Sizing;
import io.sluice.benchmarks.measure.Stage;
import io.sluice.benchmarks.measure.Work;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;

/**
 * The rate and the broker's CPU time of one kind of work on two queues of a broker.
 *
 * @param name of the work in the table
 * @param baseline the queue that is compared with
 * @param subject the FIFO queue
 * @param atLeast the fewest messages of a round; 0 lets the time decide alone
 */
record Comparison(String name, Work work, String baseline, String subject, int atLeast, Goal rateGoal) {
    private static final String MEASUREMENT = "fifo";

    /** Adds two figures to the report. */
    void measure(BrokerProcess broker, Stage stage) throws Exception {
        Progress progress = stage.progress();
        progress.begin(MEASUREMENT + ": " + name);
        int messages = Math.max(atLeast, new Sizing(stage.effort(), baseline, subject).messagesFor(work, broker));
        PairedRounds<Sample> rounds = PairedRounds.run(
                stage.effort().rounds(),
                progress,
                () -> work.run(broker, baseline, messages),
                () -> work.run(broker, subject, messages));
        Figure rate =
                rounds.ratio(MEASUREMENT, name, "msg/s", Sample::perSecond).against(rateGoal);
        Figure cpu = rounds.ratio(MEASUREMENT, name, "broker CPU µs/msg", Sample::cpuMicrosPerMessage);
        stage.report().add(rate);
        stage.report().add(cpu);
        progress.end(String.format(
                "%,d msg, rate ×%.3f, CPU ×%.3f",
                messages, rate.value().median(), cpu.value().median()));
    }

    @Override
    public String toString() {
        return name;
    }
}
