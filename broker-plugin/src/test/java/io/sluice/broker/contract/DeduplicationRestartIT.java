package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.IdProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The id of a message that is received in another life of the broker than it was sent in. */
class DeduplicationRestartIT {

    private static final long QUIET_MILLIS = 200;
    private static final int BACKLOG = 1_500;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "*.fifo": { defaultMessageGroup: all }
            """);

    private static List<String> drain(String queue) throws Exception {
        return JmsClients.drain(BROKER, queue, QUIET_MILLIS);
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void isRememberedWhenTheMessageIsGone(Client client) throws Exception {
        // Given
        String queue = "received-" + client + ".fifo";
        BROKER.createQueue(queue);
        IdProducer.send(BROKER, client, queue, "1", "first");
        BROKER.restart();
        assertThat(drain(queue)).containsExactly("first");
        // When
        BROKER.restart();
        IdProducer.send(BROKER, client, queue, "1", "again");
        IdProducer.send(BROKER, client, queue, "2", "second");
        // Then
        assertThat(drain(queue)).containsExactly("second");
    }

    /** There are more than a record takes. */
    @Test
    void isRememberedOfEachMessageOfABacklog() throws Exception {
        // Given
        String queue = "backlog.fifo";
        BROKER.createQueue(queue);
        sendBacklog(queue);
        BROKER.restart();
        assertThat(drain(queue)).hasSize(BACKLOG);
        // When
        BROKER.restart();
        sendBacklog(queue);
        // Then
        assertThat(drain(queue)).isEmpty();
    }

    private static void sendBacklog(String queue) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            for (int i = 0; i < BACKLOG; i++) {
                Message message = session.createTextMessage("m" + i);
                message.setStringProperty("_AMQ_DUPL_ID", String.valueOf(i));
                producer.send(message);
            }
        }
    }

    /** Of a topic that was asked for, and not configured, the broker learns only when it has read what is stored. */
    @Test
    void isRememberedByATopicThatWasRequested() throws Exception {
        // Given
        try (EmbeddedBroker broker =
                EmbeddedBroker.configuredWith("queues: { orders.fifo: {} }").start()) {
            ask(broker, "CreateTopic", Map.of("Name", "prices.fifo"));
            ask(broker, "Subscribe", Map.of("TopicArn", "prices.fifo", "Protocol", "sqs", "Endpoint", "orders.fifo"));
            publish(broker, "1");
            await().atMost(Worker.PATIENCE).until(() -> broker.messageCount("orders.fifo") == 1);
            broker.queue("orders.fifo").deleteAllReferences();
            // When
            broker.restart();
            publish(broker, "1");
            publish(broker, "2");
            // Then
            await().atMost(Worker.PATIENCE).until(() -> broker.messageCount("orders.fifo") > 0);
            assertThat(JmsClients.drain(broker, "orders.fifo", QUIET_MILLIS)).hasSize(1);
        }
    }

    private static void publish(EmbeddedBroker broker, String id) throws Exception {
        Publishers.publish(
                broker, Client.CORE, "prices.fifo", "a price", Map.of("JMSXGroupID", "g", "_AMQ_DUPL_ID", id));
    }

    private static void ask(EmbeddedBroker broker, String action, Map<String, String> fields) throws Exception {
        try (ControlClient control = new ControlClient(broker, Client.CORE)) {
            assertThat(control.ask(action, fields).status()).isEqualTo("200");
        }
    }

    @Test
    void isForgottenByAPurgeForAllLivesToCome() throws Exception {
        // Given
        String queue = "purged.fifo";
        BROKER.createQueue(queue);
        IdProducer.send(BROKER, Client.CORE, queue, "1", "held");
        WorkerKind kind = new WorkerKind(Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);
        try (Worker worker = Worker.open(BROKER, kind, queue)) {
            worker.receive();
            BROKER.queue(queue).deleteAllReferences();
        }
        await().atMost(Worker.PATIENCE).until(() -> BROKER.deliveringCount(queue) == 0);
        BROKER.restart();
        assertThat(drain(queue)).containsExactly("held");
        // When
        BROKER.restart();
        IdProducer.send(BROKER, Client.CORE, queue, "1", "again");
        // Then
        assertThat(drain(queue)).containsExactly("again");
    }
}
