package io.sluice.examples.amqp;

import io.sluice.examples.images.ImageEvent;
import io.sluice.examples.images.ScriptPart;
import io.sluice.examples.process.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.ConnectionOptions;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.SenderOptions;
import org.apache.qpid.protonj2.client.Tracker;
import org.apache.qpid.protonj2.client.exceptions.ClientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The image store on AMQP 1.0: its attributes are application properties, and each event is published when it is accepted. */
@Command(
        name = "ImageStoreAmqp",
        mixinStandardHelpOptions = true,
        description = "Publishes the events of an image store.")
public final class ImageStoreAmqp implements Callable<Integer> {

    private static final long ANSWER_SECONDS = 30;

    @Mixin
    private AmqpAddress address = new AmqpAddress();

    @Mixin
    private ScriptPart script = new ScriptPart();

    @Option(names = "--topic", defaultValue = "image-events", description = "default: ${DEFAULT-VALUE}")
    private String topic = "image-events";

    public static void main(String[] args) {
        System.exit(Program.run(new ImageStoreAmqp(), args));
    }

    @Override
    public Integer call() throws ClientException, IOException, InterruptedException {
        ConnectionOptions login = new ConnectionOptions().user(address.user()).password(address.password());
        SenderOptions toATopic = new SenderOptions();
        toATopic.targetOptions().capabilities("topic");
        List<ImageEvent> events = script.part();
        try (Client client = Client.create();
                Connection connection = client.connect(address.host(), address.port(), login);
                Sender sender = connection.openSender(topic, toATopic)) {
            List<Tracker> answers = new ArrayList<>();
            for (ImageEvent event : events) {
                answers.add(sender.send(message(event)));
            }
            for (Tracker answer : answers) {
                if (!answer.settlementFuture()
                        .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                        .remoteState()
                        .isAccepted()) {
                    throw new IOException("an event was answered " + answer.remoteState());
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("an event was not answered", e);
        }
        System.out.println("published " + events.size() + " events");
        return 0;
    }

    private static Message<String> message(ImageEvent event) throws ClientException {
        Message<String> message = Message.create(event.json())
                .durable(true)
                .property("imageId", event.id())
                .property("event", event.event())
                .property("contentType", event.contentType())
                .property("shared", event.shared());
        return event.partner().isEmpty() ? message : message.property("partner", event.partner());
    }
}
