package io.sluice.examples.jms;

import io.sluice.examples.orders.OrderDatabase;
import io.sluice.examples.orders.WorkerTally;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what is in the database, what waits in the queue and what lies in its dead-letter queue. Changes nothing. */
@Command(
        name = "OrderReport",
        mixinStandardHelpOptions = true,
        description = "Counts the stored orders, the waiting messages and the dead letters.")
public final class OrderReport implements Callable<Integer> {

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--database", required = true, description = "JDBC URL")
    private String database = "";

    @Option(names = "--queue", defaultValue = "orders", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String queueName = "orders";

    @Option(
            names = "--dead-letter-queue",
            defaultValue = "orders-dlq",
            description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String deadLetterQueueName = "orders-dlq";

    public static void main(String[] args) {
        System.exit(Program.run(new OrderReport(), args));
    }

    @Override
    public Integer call() throws IOException, NamingException, SQLException, JMSException {
        try (OrderDatabase orders = OrderDatabase.open(database)) {
            System.out.println("stored orders: " + orders.stored());
            System.out.println("received again and left as they were: " + orders.repeats());
            for (WorkerTally tally : orders.tallies()) {
                System.out.println("  " + tally.worker() + ": stored " + tally.stored() + ", of these received before "
                        + tally.redelivered() + ", failed receives " + tally.failed());
            }
        }
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            List<DeadLetter> letters = DeadLetter.browse(session, broker.queue(deadLetterQueueName));
            System.out.println("dead letters: " + letters.size());
            byOriginAndReason(letters).forEach((key, count) -> System.out.println("  " + key + ": " + count));
            System.out.println("waiting in " + queueName + ": "
                    + DeadLetter.browse(session, broker.queue(queueName)).size());
        }
        return 0;
    }

    private static Map<String, Long> byOriginAndReason(List<DeadLetter> letters) {
        return letters.stream()
                .collect(Collectors.groupingBy(
                        letter -> "from " + letter.source() + ", reason " + letter.reason(),
                        TreeMap::new,
                        Collectors.counting()));
    }
}
