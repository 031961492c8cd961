package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Map;
import java.util.Objects;

/** What all cells of the matrix share: the broker, and one client that sends and one that extends leases. */
final class MatrixScene implements AutoCloseable {

    /** What only a bystander takes. */
    static final String FOR_BYSTANDER = "bystander = TRUE";

    private static final int LONG_SECONDS = 600;

    private final EmbeddedBroker broker;
    private final Connection connection;
    private final Session session;
    private final ControlClient control;

    MatrixScene(EmbeddedBroker broker) throws JMSException {
        this.broker = broker;
        connection = JmsClients.connect(broker, WorkerKind.Client.CORE);
        session = connection.createSession();
        control = new ControlClient(broker, WorkerKind.Client.CORE);
    }

    EmbeddedBroker broker() {
        return broker;
    }

    /** Sends durable text messages of one group in order; when this returns, the broker has them. */
    void send(String queue, String... bodies) throws JMSException {
        for (String body : bodies) {
            send(queue, body, false);
        }
    }

    /** Sends a message that {@link #FOR_BYSTANDER} selects. */
    void sendToBystander(String queue, String body) throws JMSException {
        send(queue, body, true);
    }

    private void send(String queue, String body, boolean toBystander) throws JMSException {
        synchronized (session) {
            try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
                Message message = queue.endsWith(QueueKind.FIFO.suffix())
                        ? GroupedProducer.message(session, toBystander ? "bystander" : "subject", body)
                        : session.createTextMessage(body);
                message.setBooleanProperty("bystander", toBystander);
                producer.send(message);
            }
        }
    }

    /** Gives the one who has a message so much time that no clock of a test ends it. */
    void extend(String queue, Received message) throws JMSException {
        ControlClient.Reply reply;
        synchronized (control) {
            reply = control.ask(
                    "ChangeMessageVisibility",
                    Map.of(
                            "queue", queue,
                            "messageId", Objects.requireNonNull(message.messageId()),
                            "visibilityTimeout", LONG_SECONDS));
        }
        assertThat(reply.status()).as("extending %s: %s", message, reply.body()).isEqualTo("200");
    }

    @Override
    public void close() throws JMSException {
        control.close();
        connection.close();
    }
}
