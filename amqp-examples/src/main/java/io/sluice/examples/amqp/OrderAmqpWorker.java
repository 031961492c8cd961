package io.sluice.examples.amqp;

import io.sluice.examples.orders.MalformedOrderException;
import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.OrderFormat;
import io.sluice.examples.orders.StoreOutcome;
import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import io.sluice.examples.process.WorkerPace;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
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

/**
 * The order worker on AMQP 1.0. What JMS can only say by commit and rollback has a word of its own here:
 *
 * <ul>
 *   <li>accepted: the order is committed to the database;
 *   <li>rejected: the text is no order and never will be; no second try, the reason goes with it;
 *   <li>modified, delivery failed: the database refuses it; counted, tried again, given up by the broker at its limit;
 *   <li>released: this worker is stopping, or its database is away; not the order's fault, not counted.
 * </ul>
 */
@Command(
        name = "OrderAmqpWorker",
        mixinStandardHelpOptions = true,
        description = "Stores the orders of a queue in a database until it is stopped.")
public final class OrderAmqpWorker implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;

    private static final int CREDIT = 10;

    /** The condition of a rejected delivery, defined by AMQP for a body that cannot be decoded. */
    private static final String MALFORMED = "amqp:decode-error";

    @Mixin
    private AmqpAddress address = new AmqpAddress();

    @Mixin
    private WorkerPace pace = new WorkerPace();

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its orders")
    private String name = "";

    @Option(names = "--queue", defaultValue = "orders", description = "default: ${DEFAULT-VALUE}")
    private String queue = "orders";

    @Option(
            names = "--idle-seconds",
            defaultValue = "0",
            description = "end after so long without an order; 0 = never (default: ${DEFAULT-VALUE})")
    private long idleSeconds;

    private final StopSignal stop = new StopSignal();
    private int stored;
    private int alreadyThere;
    private int failed;
    private int rejected;
    private int released;

    public static void main(String[] args) {
        OrderAmqpWorker worker = new OrderAmqpWorker();
        worker.stop.onShutdown();
        System.exit(Program.run(worker, args));
    }

    @Override
    public Integer call() throws ClientException, SQLException, IOException, InterruptedException {
        ConnectionOptions login = new ConnectionOptions().user(address.user()).password(address.password());
        ReceiverOptions onePerDecision = new ReceiverOptions().autoAccept(false).creditWindow(CREDIT);
        try (OrderDatabase orders = OrderDatabase.open(database);
                Client client = Client.create();
                Connection connection = client.connect(address.host(), address.port(), login);
                Receiver receiver = connection.openReceiver(queue, onePerDecision)) {
            receiver.openFuture().get(10, TimeUnit.SECONDS);
            System.out.println(name + " is ready");
            work(orders, receiver);
            releaseTheRest(receiver);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no receiver on " + queue, e);
        } finally {
            System.out.println(name + " stored " + stored + ", found " + alreadyThere + " already there, failed "
                    + failed + ", rejected " + rejected + ", released " + released);
            stop.finished();
        }
        return 0;
    }

    private void work(OrderDatabase orders, Receiver receiver)
            throws ClientException, SQLException, IOException, InterruptedException {
        long idleMillis = 0;
        while (!stop.isGiven() && (idleSeconds == 0 || idleMillis < idleSeconds * 1000)) {
            Delivery delivery = receiver.receive(RECEIVE_MILLIS, TimeUnit.MILLISECONDS);
            if (delivery == null) {
                idleMillis += RECEIVE_MILLIS;
            } else {
                idleMillis = 0;
                handle(delivery, orders);
            }
        }
    }

    private void handle(Delivery delivery, OrderDatabase orders)
            throws ClientException, SQLException, IOException, InterruptedException {
        Message<String> message = delivery.message();
        String orderId = String.valueOf(message.property("orderId"));
        int receiveCount = Math.toIntExact(message.deliveryCount()) + 1;
        try {
            pace.beforeStoring(orderId, System.out, System.in);
            count(orders.store(OrderFormat.parse(message.body()), name, receiveCount));
            delivery.accept();
        } catch (MalformedOrderException e) {
            rejected++;
            orders.recordFailure(name, orderId, receiveCount, String.valueOf(e.getMessage()));
            delivery.reject(MALFORMED, e.getMessage());
        } catch (SQLIntegrityConstraintViolationException e) {
            failed++;
            orders.recordFailure(name, orderId, receiveCount, String.valueOf(e.getMessage()));
            delivery.modified(true, false);
        } catch (SQLException e) {
            released++;
            delivery.release();
            // an H2 file shared by workers is closed by the same signal that stops this one
            if (!stop.isGiven()) {
                throw e;
            }
        }
    }

    private void count(StoreOutcome outcome) {
        if (outcome == StoreOutcome.STORED) {
            stored++;
        } else {
            alreadyThere++;
        }
    }

    /** Hands back what arrived ahead of the work, so that the others need not wait for it. */
    private void releaseTheRest(Receiver receiver) throws ClientException {
        Delivery waiting = receiver.tryReceive();
        while (waiting != null) {
            waiting.release();
            released++;
            waiting = receiver.tryReceive();
        }
    }
}
