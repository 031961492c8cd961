package io.sluice.examples.demo;

import io.sluice.examples.ledger.ApplyOutcome;
import io.sluice.examples.ledger.Ledger;
import io.sluice.examples.ledger.LedgerScript;
import io.sluice.examples.process.ChildProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The ledger: postings of twenty accounts, one group each, some sent twice, through four workers of which one is killed.
 * Used once, by the main thread.
 */
final class LedgerRun {

    private static final int ACCOUNTS = 20;
    private static final int POSTINGS_EACH = 50;
    private static final long SEED = 42;
    private static final int KILL_AFTER = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;
    private static final String JMS = "io.sluice.examples.jms.LedgerWorker";
    private static final String AMQP = "io.sluice.examples.amqp.LedgerAmqpWorker";

    private final Workshop workshop;
    private final Installation installation;
    private final Progress progress;
    private final Duration limit;
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<ChildProcess> workers = new ArrayList<>();

    LedgerRun(Workshop workshop, Installation installation, Progress progress, Duration limit) {
        this.workshop = workshop;
        this.installation = installation;
        this.progress = progress;
        this.limit = limit;
    }

    LedgerFacts execute(Connections connections) throws IOException, SQLException, InterruptedException {
        LedgerScript script = LedgerScript.of(ACCOUNTS, POSTINGS_EACH, SEED);
        try (Ledger ledger = Ledger.open(workshop.databaseUrl())) {
            ChildProcess killed = hire(connections);
            ChildProcess frontEnd = start(
                    "ledger front end",
                    "jms-client-examples",
                    "io.sluice.examples.jms.LedgerFrontEnd",
                    List.of(
                            "--jndi",
                            connections.core().toString(),
                            "--accounts",
                            "" + ACCOUNTS,
                            "--postings",
                            "" + POSTINGS_EACH,
                            "--seed",
                            "" + SEED));
            String killedWith = untilAllAreApplied(ledger, script.postings().size(), killed);
            frontEnd.awaitExit(PATIENCE);
            dismiss();
            return new LedgerFacts(
                    script,
                    frontEnd.output(),
                    killedWith,
                    ledger.balances(),
                    new LedgerFacts.Tally(
                            ledger.count(ApplyOutcome.APPLIED),
                            ledger.count(ApplyOutcome.ALREADY_APPLIED),
                            ledger.count(ApplyOutcome.OUT_OF_ORDER)));
        }
    }

    /** Starts the workers and returns the one that is going to be killed. */
    private ChildProcess hire(Connections connections) throws IOException, InterruptedException {
        ChildProcess killed = worker(
                "teller killed",
                JMS,
                "--jndi",
                connections.core().toString(),
                "--mode",
                "slow",
                "--pause-millis",
                "100");
        worker("teller core", JMS, "--jndi", connections.core().toString());
        worker("teller qpid", JMS, "--jndi", connections.qpid().toString());
        worker("teller proton", AMQP, "--port", "" + connections.amqpPort());
        for (ChildProcess worker : workers) {
            String ready = worker.name() + " is ready";
            worker.awaitLine(ready::equals, PATIENCE);
        }
        progress.step("started " + workers.size() + " ledger workers");
        return killed;
    }

    private String untilAllAreApplied(Ledger ledger, int postings, ChildProcess killed)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        String killedWith = "";
        int applied = 0;
        while (applied < postings && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            applied = ledger.count(ApplyOutcome.APPLIED);
            progress.show("applied " + applied + " of " + postings + " postings");
            if (killedWith.isEmpty() && ledger.countOf(killed.name()) >= KILL_AFTER) {
                killedWith = DemoRun.kill(killed);
                progress.step("killed a ledger worker (kill -9) with " + killedWith + " in hand");
            }
        }
        progress.step("applied " + applied + " of " + postings + " postings to " + ACCOUNTS + " accounts");
        return killedWith;
    }

    private void dismiss() throws InterruptedException {
        workers.forEach(ChildProcess::askToStop);
        for (ChildProcess worker : workers) {
            worker.stop();
        }
    }

    private ChildProcess worker(String name, String main, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--name", name, "--database", workshop.databaseUrl()));
        arguments.addAll(List.of(more));
        String module = main.equals(AMQP) ? "amqp-examples" : "jms-client-examples";
        ChildProcess worker = start(name, module, main, arguments);
        workers.add(worker);
        return worker;
    }

    private ChildProcess start(String name, String module, String main, List<String> arguments) throws IOException {
        return workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx96m"), main, arguments));
    }
}
