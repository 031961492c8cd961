package io.sluice.examples.amqp;

import io.sluice.examples.ledger.ApplyOutcome;
import io.sluice.examples.ledger.Ledger;
import io.sluice.examples.ledger.Posting;
import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import io.sluice.examples.process.WorkerPace;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The ledger worker on AMQP 1.0: a posting is accepted when it is committed to the database. */
@Command(
        name = "LedgerAmqpWorker",
        mixinStandardHelpOptions = true,
        description = "Applies the postings of a FIFO queue to a ledger until it is stopped.")
public final class LedgerAmqpWorker implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;
    private static final int CREDIT = 10;

    @Mixin
    private AmqpAddress address = new AmqpAddress();

    @Mixin
    private WorkerPace pace = new WorkerPace();

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its postings")
    private String name = "";

    @Option(names = "--queue", defaultValue = "ledger.fifo", description = "default: ${DEFAULT-VALUE}")
    private String queue = "ledger.fifo";

    private final StopSignal stop = new StopSignal();
    private int applied;
    private int alreadyThere;
    private int outOfOrder;

    public static void main(String[] args) {
        LedgerAmqpWorker worker = new LedgerAmqpWorker();
        worker.stop.onShutdown();
        System.exit(Program.run(worker, args));
    }

    @Override
    public Integer call() throws ClientException, SQLException, IOException, InterruptedException {
        ConnectionOptions login = new ConnectionOptions().user(address.user()).password(address.password());
        ReceiverOptions onePerDecision = new ReceiverOptions().autoAccept(false).creditWindow(CREDIT);
        try (Ledger ledger = Ledger.open(database);
                Client client = Client.create();
                Connection connection = client.connect(address.host(), address.port(), login);
                Receiver receiver = connection.openReceiver(queue, onePerDecision)) {
            receiver.openFuture().get(10, TimeUnit.SECONDS);
            System.out.println(name + " is ready");
            while (!stop.isGiven()) {
                Delivery delivery = receiver.receive(RECEIVE_MILLIS, TimeUnit.MILLISECONDS);
                if (delivery != null) {
                    handle(delivery, ledger);
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no receiver on " + queue, e);
        } finally {
            System.out.println(name + " applied " + applied + ", found " + alreadyThere + " already there, "
                    + outOfOrder + " out of order");
            stop.finished();
        }
        return 0;
    }

    private void handle(Delivery delivery, Ledger ledger)
            throws ClientException, SQLException, IOException, InterruptedException {
        Message<String> message = delivery.message();
        Posting posting = Posting.parse(message.body());
        pace.beforeStoring(posting.id(), System.out, System.in);
        count(ledger.apply(posting, name));
        delivery.accept();
    }

    private void count(ApplyOutcome outcome) {
        switch (outcome) {
            case APPLIED -> applied++;
            case ALREADY_APPLIED -> alreadyThere++;
            case OUT_OF_ORDER -> outOfOrder++;
        }
    }
}
