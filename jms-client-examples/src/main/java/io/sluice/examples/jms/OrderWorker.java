package io.sluice.examples.jms;

import io.sluice.examples.orders.MalformedOrderException;
import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.OrderFormat;
import io.sluice.examples.orders.StoreOutcome;
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
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Stores the orders of a queue in the database, one at a time: receive, commit to the database, then tell the broker.
 *
 * <p>If the process dies anywhere on that way, the order comes again; if it dies between the two commits, the order is
 * already there and is not stored twice. An order that cannot be stored is rolled back; after how many times it goes to
 * a dead-letter queue is the broker's decision.
 *
 * <p>Each message is a local JMS transaction. Unlike CLIENT_ACKNOWLEDGE with {@code recover()}, a rollback reaches the
 * broker in every client library, is counted for this message alone, and a commit that comes too late is told by an
 * exception.
 */
@Command(
        name = "OrderWorker",
        mixinStandardHelpOptions = true,
        description = "Stores the orders of a queue in a database until it is stopped.")
public final class OrderWorker implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--name", required = true, description = "name of this worker, stored with its orders")
    private String name = "";

    @Option(names = "--queue", defaultValue = "orders", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String queueName = "orders";

    @Option(
            names = "--idle-seconds",
            defaultValue = "0",
            description = "end after so long without an order; 0 = never (default: ${DEFAULT-VALUE})")
    private long idleSeconds;

    @Mixin
    private WorkerPace pace = new WorkerPace();

    private final StopSignal stop = new StopSignal();
    private int stored;
    private int alreadyThere;
    private int failed;

    public static void main(String[] args) {
        OrderWorker worker = new OrderWorker();
        worker.stop.onShutdown();
        System.exit(Program.run(worker, args));
    }

    @Override
    public Integer call() throws IOException, NamingException, SQLException, JMSException, InterruptedException {
        try (OrderDatabase orders = OrderDatabase.open(database);
                JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = session.createConsumer(broker.queue(queueName))) {
            System.out.println(name + " is ready");
            work(orders, session, consumer);
        } finally {
            System.out.println(
                    name + " stored " + stored + ", found " + alreadyThere + " already there, failed " + failed);
            stop.finished();
        }
        return 0;
    }

    private void work(OrderDatabase orders, JMSContext session, JMSConsumer consumer)
            throws SQLException, JMSException, IOException, InterruptedException {
        long idleMillis = 0;
        while (!stop.isGiven() && (idleSeconds == 0 || idleMillis < idleSeconds * 1000)) {
            Message message = consumer.receive(RECEIVE_MILLIS);
            if (message == null) {
                idleMillis += RECEIVE_MILLIS;
            } else {
                idleMillis = 0;
                handle(message, orders, session);
            }
        }
    }

    private void handle(Message message, OrderDatabase orders, JMSContext session)
            throws SQLException, JMSException, IOException, InterruptedException {
        String orderId = message.getStringProperty("orderId");
        int receiveCount = message.getIntProperty("JMSXDeliveryCount");
        try {
            pace.beforeStoring(orderId, System.out, System.in);
            StoreOutcome outcome = orders.store(OrderFormat.parse(message.getBody(String.class)), name, receiveCount);
            count(outcome);
            session.commit();
        } catch (MalformedOrderException | SQLIntegrityConstraintViolationException e) {
            failed++;
            session.rollback();
            orders.recordFailure(name, orderId, receiveCount, String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            session.rollback();
            // an H2 file shared by workers is closed by the same signal that stops this one
            if (!stop.isGiven()) {
                throw e;
            }
        } catch (TransactionRolledBackRuntimeException e) {
            System.out.println(name + " was too late to commit " + orderId + ", which is stored: " + e.getMessage());
        }
    }

    private void count(StoreOutcome outcome) {
        if (outcome == StoreOutcome.STORED) {
            stored++;
        } else {
            alreadyThere++;
        }
    }
}
