package io.sluice.examples.jms;

import io.sluice.examples.fleet.FleetOptions;
import io.sluice.examples.fleet.Position;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Trucks that tell where they are: each position is a record of a stream, put by an ordinary send. The truck is the message
 * group, and with that the partition key, so the positions of one truck stay in order.
 */
@Command(
        name = "TruckFleet",
        mixinStandardHelpOptions = true,
        description = "Sends the positions of trucks to a stream, one of each truck at a time, in a transaction.")
public final class TruckFleet implements Callable<Integer> {

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--stream", defaultValue = "fleet", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String stream = "fleet";

    @Mixin
    private FleetOptions fleet = new FleetOptions();

    public static void main(String[] args) {
        System.exit(Program.run(new TruckFleet(), args));
    }

    @Override
    public Integer call() throws IOException, NamingException, JMSException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED)) {
            JMSProducer producer = session.createProducer();
            Queue records = broker.queue(stream);
            for (int number = 1; number <= fleet.positions(); number++) {
                for (int truck = fleet.first(); truck < fleet.first() + fleet.trucks(); truck++) {
                    Position position = Position.of(truck, number);
                    TextMessage message = session.createTextMessage(position.text());
                    message.setStringProperty("JMSXGroupID", position.truck());
                    producer.send(records, message);
                }
                session.commit();
                never.await(fleet.intervalMillis(), TimeUnit.MILLISECONDS);
            }
        }
        System.out.println("sent " + fleet.trucks() * fleet.positions() + " positions by JMS");
        return 0;
    }
}
