package io.sluice.examples.demo;

import io.sluice.examples.hook.WebHook;
import io.sluice.examples.jms.DeadLetter;
import io.sluice.examples.jms.JndiBroker;
import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.OrderFile;
import io.sluice.examples.orders.OrderGenerator;
import io.sluice.examples.orders.WorkerTally;
import io.sluice.examples.process.ChildProcess;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;

/** One run of the order file, the ledger and the image store, to the facts at the end. Used once, by the main thread. */
final class DemoRun {

    static final String QUEUE = "orders";
    static final String DEAD_LETTERS = "orders-dlq";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 250;
    private static final int KILL_AFTER = 3;

    private final Workshop workshop;
    private final Installation installation;
    private final Progress progress;
    private final Duration limit;
    private final CountDownLatch never = new CountDownLatch(1);

    DemoRun(Workshop workshop, Installation installation, Progress progress, Duration limit) {
        this.workshop = workshop;
        this.installation = installation;
        this.progress = progress;
        this.limit = limit;
    }

    Facts execute(int lines, long seed)
            throws IOException, SQLException, NamingException, JMSException, InterruptedException {
        Path csv = workshop.folder().resolve("orders.csv");
        OrderFile file = OrderGenerator.write(csv, lines, seed);
        progress.step("wrote an order file: " + file.lines() + " lines, "
                + file.good().size() + " good orders");
        WebHook hook = workshop.keep(WebHook.start());
        ThrowAwayBroker broker = workshop.keep(ThrowAwayBroker.start(installation, workshop.folder(), hook.port()));
        Connections connections = connections(broker);
        progress.step(
                "started a broker: Core on port " + broker.port("artemis") + ", AMQP on " + connections.amqpPort());
        try (OrderDatabase database = workshop.database();
                JndiBroker jndi = JndiBroker.read(connections.core());
                JMSContext session = jndi.connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            Crew crew = Crew.start(workshop, installation, connections);
            progress.step("started " + crew.names().size() + " workers: " + String.join(", ", crew.names()));
            ChildProcess frontEnd = start(
                    "front end",
                    "jms-client-examples",
                    "io.sluice.examples.jms.OrderFrontEnd",
                    List.of("--jndi", connections.core().toString(), "--orders", csv.toString()));
            Facts.Builder facts = new Facts.Builder(file, crew);
            process(facts, database, new DeadLetterBox(jndi, session), crew);
            facts.frontEnd(frontEnd.awaitExit(PATIENCE), frontEnd.output());
            wake(facts, database, crew);
            crew.stop();
            progress.step("stopped the workers");
            settlement(facts, connections);
            facts.found(
                    database,
                    DeadLetter.browse(session, jndi.queue(DEAD_LETTERS)),
                    DeadLetter.browse(session, jndi.queue(QUEUE)).size());
            session.close();
            facts.ledger(new LedgerRun(workshop, installation, progress, limit).execute(connections));
            facts.images(new ImageRun(workshop, installation, progress, hook).execute(connections, limit));
            facts.fleet(new FleetRun(workshop, installation, progress, limit).execute(broker, connections));
            facts.brokerStopped(broker.stop());
            return facts.build();
        }
    }

    private Connections connections(ThrowAwayBroker broker) throws IOException {
        Path folder = workshop.folder();
        return new Connections(
                broker.jndi(installation.jndi("artemis.properties"), "artemis", folder),
                broker.jndi(installation.jndi("qpid-jms.properties"), "amqp", folder),
                broker.port("amqp"));
    }

    /** Until every good order is stored and every poisonous one is dead, or the time is over. */
    private void process(Facts.Builder facts, OrderDatabase database, DeadLetterBox deadLetters, Crew crew)
            throws SQLException, NamingException, JMSException, InterruptedException {
        OrderFile file = facts.file();
        long deadline = System.nanoTime() + limit.toNanos();
        int stored = 0;
        int dead = 0;
        while ((stored < file.good().size() || dead < file.poison()) && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            stored = database.stored();
            dead = deadLetters.count();
            progress.show("stored " + stored + " of " + file.good().size() + ", dead letters " + dead + " of "
                    + file.poison());
            if (crew.member(Crew.KILLED).isAlive() && storedBy(Crew.KILLED, database) >= KILL_AFTER) {
                String order = kill(crew.member(Crew.KILLED));
                facts.killedWith(order);
                progress.step("killed the worker '" + Crew.KILLED + "' (kill -9) with " + order + " in hand");
            }
            noneElseEnded(facts, crew);
        }
        progress.step("stored " + stored + " of " + file.good().size() + " good orders, " + dead + " dead letters");
    }

    /** Waits until the worker has received its next order, kills it, and returns that order. */
    static String kill(ChildProcess worker) throws InterruptedException {
        String begins = "takes its time with ";
        List<String> before = worker.output();
        worker.awaitLine(line -> line.startsWith(begins) && !before.contains(line), PATIENCE);
        worker.close();
        worker.awaitExit(PATIENCE);
        return worker.output().stream()
                .filter(line -> line.startsWith(begins))
                .reduce("", (earlier, later) -> later)
                .substring(begins.length());
    }

    private static void noneElseEnded(Facts.Builder facts, Crew crew) {
        for (String name : crew.ended()) {
            if (!facts.hasKilled() || !name.equals(Crew.KILLED)) {
                throw new IllegalStateException(
                        name + " ended unexpectedly" + crew.member(name).lastWords());
            }
        }
    }

    private static int storedBy(String worker, OrderDatabase database) throws SQLException {
        return database.tallies().stream()
                .filter(tally -> tally.worker().equals(worker))
                .mapToInt(WorkerTally::stored)
                .sum();
    }

    /** Lets the hung worker go on with the order that was taken from it long ago. */
    private void wake(Facts.Builder facts, OrderDatabase database, Crew crew)
            throws IOException, SQLException, InterruptedException {
        ChildProcess hung = crew.member(Crew.HUNG);
        String order =
                hung.awaitLine(line -> line.startsWith("hangs with "), PATIENCE).substring("hangs with ".length());
        boolean storedMeanwhile = database.orderIds().contains(order);
        progress.step("waking up the worker '" + Crew.HUNG + "', which still holds " + order);
        hung.say("wake up");
        hung.awaitLine(line -> line.startsWith("wakes up"), PATIENCE);
        boolean good = facts.file().good().contains(order);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (good && tooLate(hung).isEmpty() && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        facts.hung(order, storedMeanwhile || !good, !good || !tooLate(hung).isEmpty(), hung.isAlive());
    }

    private static String tooLate(ChildProcess hung) {
        return hung.find(line -> line.contains("was too late to commit")).orElse("");
    }

    private void settlement(Facts.Builder facts, Connections connections) throws IOException, InterruptedException {
        progress.step("showing the AMQP outcomes on the wire");
        ChildProcess wire = start(
                "settlement",
                "amqp-examples",
                "io.sluice.examples.amqp.SettlementOnTheWire",
                List.of("--port", "" + connections.amqpPort()));
        facts.settlement(wire.awaitExit(PATIENCE), wire.output());
    }

    private ChildProcess start(String name, String module, String main, List<String> arguments) throws IOException {
        return workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx128m"), main, arguments));
    }

    private record DeadLetterBox(JndiBroker jndi, JMSContext session) {

        int count() throws NamingException, JMSException {
            return DeadLetter.browse(session, jndi.queue(DEAD_LETTERS)).size();
        }
    }
}
