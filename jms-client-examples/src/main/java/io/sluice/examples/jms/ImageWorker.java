package io.sluice.examples.jms;

import io.sluice.examples.process.Program;
import io.sluice.examples.process.StopSignal;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Takes events of the image store, from a queue or as a durable subscriber of the topic, and names each image on standard output. It
 * has no selector: which events it gets is said in the broker's configuration.
 */
@Command(
        name = "ImageWorker",
        mixinStandardHelpOptions = true,
        description = "Takes events of an image store until it is stopped.")
public final class ImageWorker implements Callable<Integer> {

    private static final long RECEIVE_MILLIS = 250;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--name", required = true, description = "name of this worker; also its queue or subscription")
    private String name = "";

    @Option(names = "--topic", description = "JNDI name; then this is a durable subscriber (default: none)")
    private String topicName = "";

    private final StopSignal stop = new StopSignal();

    public static void main(String[] args) {
        ImageWorker worker = new ImageWorker();
        worker.stop.onShutdown();
        System.exit(Program.run(worker, args));
    }

    @Override
    public Integer call() throws IOException, NamingException, JMSException {
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = consumer(broker, session)) {
            System.out.println(name + " is ready");
            while (!stop.isGiven()) {
                Message message = consumer.receive(RECEIVE_MILLIS);
                if (message != null) {
                    System.out.println(name + " has " + message.getStringProperty("imageId"));
                    session.commit();
                }
            }
        } finally {
            stop.finished();
        }
        return 0;
    }

    private JMSConsumer consumer(JndiBroker broker, JMSContext session) throws NamingException {
        return topicName.isEmpty()
                ? session.createConsumer(broker.queue(name))
                : session.createSharedDurableConsumer(broker.topic(topicName), name);
    }
}
