package io.sluice.examples.jms;

import io.sluice.examples.images.ImageEvent;
import io.sluice.examples.images.ScriptPart;
import io.sluice.examples.process.Program;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.naming.NamingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes what happens in an image store, once, to a topic; who gets what is none of its business. */
@Command(
        name = "ImageStore",
        mixinStandardHelpOptions = true,
        description = "Publishes the events of an image store, twenty in a transaction.")
public final class ImageStore implements Callable<Integer> {

    private static final int BATCH = 20;

    @Option(names = "--jndi", required = true, description = "JNDI properties file that describes the broker")
    private Path jndi = Path.of("jndi.properties");

    @Option(names = "--topic", defaultValue = "image-events", description = "JNDI name (default: ${DEFAULT-VALUE})")
    private String topicName = "image-events";

    @Mixin
    private ScriptPart script = new ScriptPart();

    public static void main(String[] args) {
        System.exit(Program.run(new ImageStore(), args));
    }

    @Override
    public Integer call() throws IOException, NamingException, JMSException {
        List<ImageEvent> part = script.part();
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.SESSION_TRANSACTED)) {
            Topic topic = broker.topic(topicName);
            JMSProducer producer = session.createProducer();
            for (int i = 0; i < part.size(); i++) {
                producer.send(topic, message(part.get(i), session));
                if ((i + 1) % BATCH == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
        System.out.println("published " + part.size() + " events");
        return 0;
    }

    private static TextMessage message(ImageEvent event, JMSContext session) throws JMSException {
        TextMessage message = session.createTextMessage(event.json());
        message.setStringProperty("imageId", event.id());
        message.setStringProperty("event", event.event());
        message.setStringProperty("contentType", event.contentType());
        message.setBooleanProperty("shared", event.shared());
        if (!event.partner().isEmpty()) {
            message.setStringProperty("partner", event.partner());
        }
        return message;
    }
}
