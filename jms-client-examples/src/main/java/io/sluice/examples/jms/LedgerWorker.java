package io.sluice.examples.jms;

import io.sluice.examples.ledger.ApplyOutcome;
import io.sluice.examples.ledger.Ledger;
import io.sluice.examples.ledger.Posting;
import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import io.sluice.examples.process.WorkerPace;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TransactionRolledBackRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Applies the postings of a queue to the ledger, one at a time: receive, commit to the database, then tell the broker. Any
 * number of these run side by side; that the postings of one account stay in order is the queue's business.
 */
@Command(
        name = "LedgerWorker",
        mixinStandardHelpOptions = true,
        description = "Applies the postings of a FIFO queue to a ledger until it is stopped.")
public final class LedgerWorker implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its postings")
    private String name = "";

    @Option(names = "--queue", defaultValue = "ledger", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String queueName = "ledger";

    @Mixin
    private WorkerPace pace = new WorkerPace();

    private final StopSignal stop = new StopSignal();
    private int applied;
    private int alreadyThere;
    private int outOfOrder;

    public static void main(String[] args) {
        LedgerWorker worker = new LedgerWorker();
        worker.stop.onShutdown();
        System.exit(Program.run(worker, args));
    }

    @Override
    public Integer call() throws IOException, NamingException, SQLException, JMSException, InterruptedException {
        try (Ledger ledger = Ledger.open(database);
                JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = session.createConsumer(broker.queue(queueName))) {
            System.out.println(name + " is ready");
            while (!stop.isGiven()) {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    handle(Posting.parse(message.getBody(String.class)), ledger, session);
                }
            }
        } finally {
            System.out.println(name + " applied " + applied + ", found " + alreadyThere + " already there, "
                    + outOfOrder + " out of order");
            stop.finished();
        }
        return 0;
    }

    private void handle(Posting posting, Ledger ledger, JMSContext session)
            throws SQLException, IOException, InterruptedException {
        pace.beforeStoring(posting.id(), System.out, System.in);
        try {
            count(ledger.apply(posting, name));
            session.commit();
        } catch (TransactionRolledBackRuntimeException e) {
            System.out.println(name + " was too late to commit " + posting.id() + ": " + e.getMessage());
        }
    }

    private void count(ApplyOutcome outcome) {
        switch (outcome) {
            case APPLIED -> applied++;
            case ALREADY_APPLIED -> alreadyThere++;
            case OUT_OF_ORDER -> outOfOrder++;
        }
    }
}
