package io.sluice.examples.jms;

import io.sluice.examples.orders.MalformedOrderException;
import io.sluice.examples.orders.OrderFormat;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends the orders of a CSV file, one message each, a hundred in a transaction.
 *
 * <p>A line that is no order at all (columns missing, no id) is refused here and reported with its line number. What
 * the fields say is the workers' business.
 */
@Command(
        name = "OrderFrontEnd",
        mixinStandardHelpOptions = true,
        description = "Sends the orders of a CSV file to a queue.")
public final class OrderFrontEnd implements Callable<Integer> {

    private static final int BATCH = 100;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--orders", required = true, description = "the CSV file")
    private Path orders = Path.of("orders.csv");

    @Option(names = "--queue", defaultValue = "orders", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String queueName = "orders";

    private int sent;
    private int rejected;

    public static void main(String[] args) {
        System.exit(Program.run(new OrderFrontEnd(), args));
    }

    @Override
    public Integer call() throws IOException, NamingException, JMSException {
        if (!Files.isReadable(orders)) {
            throw new IOException("the order file " + orders + " cannot be read");
        }
        try (JndiBroker broker = JndiBroker.read(jndi);
                CSVParser lines = CSVParser.parse(orders, StandardCharsets.UTF_8, OrderFormat.fileFormat());
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED)) {
            send(lines, session, broker.queue(queueName));
        }
        System.out.println("sent " + sent + " orders, rejected " + rejected + " lines");
        return 0;
    }

    private void send(CSVParser lines, JMSContext session, Queue queue) throws JMSException {
        JMSProducer producer = session.createProducer();
        for (CSVRecord line : lines) {
            try {
                TextMessage message = session.createTextMessage(OrderFormat.check(line));
                message.setStringProperty("orderId", line.get(0));
                producer.send(queue, message);
                sent++;
                if (sent % BATCH == 0) {
                    session.commit();
                }
            } catch (MalformedOrderException e) {
                rejected++;
                System.err.println(orders + ":" + lines.getCurrentLineNumber() + ": rejected: " + e.getMessage());
            }
        }
        session.commit();
    }
}
