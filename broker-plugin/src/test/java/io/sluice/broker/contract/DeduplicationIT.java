package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Sending;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message that is sent twice to a FIFO queue within five minutes arrives once (SEMANTICS 2.2). */
@Execution(ExecutionMode.SAME_THREAD)
class DeduplicationIT {

    private static final String ID = "_AMQ_DUPL_ID";
    private static final String ALIAS = "JMS_SQS_DeduplicationId";
    private static final String ACCEPTED = "sluice_arrival_timestamp";
    private static final long QUIET_MILLIS = 200;
    private static final int LARGE = 300_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "id.*.fifo": { defaultMessageGroup: all }
              "scoped.*.fifo": { deduplicationScope: messageGroup }
              "content.*.fifo":
                defaultMessageGroup: all
                contentBasedDeduplication: true
                redrivePolicy: { deadLetterQueue: dead.fifo, maxReceiveCount: 1 }
              dead.fifo: { contentBasedDeduplication: true }
            """);

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private static String newQueue(String kind) throws Exception {
        String queue = kind + "." + QUEUES.incrementAndGet() + ".fifo";
        BROKER.createQueue(queue);
        return queue;
    }

    private static void send(Client client, String queue, boolean transacted, Sending sending) throws JMSException {
        Sending.send(BROKER, client, queue, transacted, sending);
    }

    private static Message text(Session session, String body, String property, String id) throws JMSException {
        Message message = session.createTextMessage(body);
        message.setStringProperty(property, id);
        return message;
    }

    private static Message inGroup(Session session, String group, String id) throws JMSException {
        Message message = text(session, group, ID, id);
        message.setStringProperty("JMSXGroupID", group);
        return message;
    }

    private static List<String> drain(String queue) throws JMSException {
        return JmsClients.drain(BROKER, queue, QUIET_MILLIS);
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageWithTheSameIdIsAcceptedAndNotEnqueued(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, false, (session, producer) -> {
            producer.send(text(session, "first", ID, "1"));
            producer.send(text(session, "again", ID, "1"));
            producer.send(text(session, "other", ID, "2"));
        });
        send(client, queue, false, (session, producer) -> producer.send(text(session, "reconnected", ID, "2")));
        // Then
        assertThat(drain(queue)).containsExactly("first", "other");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void anIdIsAnyTextOfAnyLength(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, false, (session, producer) -> {
            for (String id : List.of("with space", "\u00e4\u6771", "x".repeat(5_000), "x".repeat(5_001))) {
                producer.send(text(session, String.valueOf(id.length()), ID, id));
                producer.send(text(session, "again", ID, id));
            }
        });
        // Then
        assertThat(drain(queue)).containsExactly("10", "2", "5000", "5001");
    }

    @Test
    void theNameThatClientsOfSqsUseMeansTheSame() throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "first", ALIAS, "1")));
        try (StompClient client = StompClient.connect(BROKER.port())) {
            client.perform(StompFrame.of("SEND", "destination", queue, "persistent", "true", ALIAS, "1")
                    .withBody("again"));
            client.disconnect();
        }
        // Then
        assertThat(drain(queue)).containsExactly("first");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void theBodyIsTheIdIfTheQueueSaysSo(Client client) throws Exception {
        // Given
        String queue = newQueue("content");
        // When
        send(client, queue, false, (session, producer) -> {
            producer.send(text(session, "same", "attempt", "1"));
            producer.send(text(session, "same", "attempt", "2"));
            producer.send(text(session, "other", "attempt", "1"));
        });
        send(Client.CORE, queue, false, (session, producer) -> producer.send(session.createTextMessage("same")));
        // Then
        assertThat(drain(queue)).containsExactly("same", "other");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void anIdIsUniqueInItsGroupIfTheQueueSaysSo(Client client) throws Exception {
        // Given
        String queue = newQueue("scoped");
        // When
        send(client, queue, false, (session, producer) -> {
            producer.send(inGroup(session, "a", "1"));
            producer.send(inGroup(session, "b", "1"));
            producer.send(inGroup(session, "a", "1"));
        });
        // Then
        assertThat(drain(queue)).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageWithoutAnIdIsRefusedWithTheReasonAndTheSessionGoesOn(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When, Then
        send(client, queue, false, (session, producer) -> {
            assertThatThrownBy(() -> producer.send(session.createTextMessage("anonymous")))
                    .hasMessageContaining("ContentBasedDeduplication");
            assertThatThrownBy(() -> producer.send(text(session, "empty", ALIAS, "")))
                    .hasMessageContaining("ContentBasedDeduplication");
            producer.send(text(session, "good", ID, "1"));
        });
        assertThat(drain(queue)).containsExactly("good");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aTransactionTakesItsIdsWithItWhenItRollsBack(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, true, (session, producer) -> {
            producer.send(text(session, "rolled back", ID, "1"));
            session.rollback();
            producer.send(text(session, "first", ID, "1"));
            producer.send(text(session, "again", ID, "1"));
            session.commit();
            producer.send(text(session, "once more", ID, "1"));
            producer.send(text(session, "other", ID, "2"));
            session.commit();
        });
        // Then
        assertThat(drain(queue)).containsExactly("first", "other");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void anIdOfAnOpenTransactionIsRefusedToOthersUntilItEnds(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        send(client, queue, true, (open, producer) -> {
            producer.send(text(open, "first", ID, "1"));
            // When
            send(
                    client,
                    queue,
                    false,
                    (session, other) -> assertThatThrownBy(() -> other.send(text(session, "too early", ID, "1")))
                            .hasMessageContaining("another transaction"));
            open.commit();
        });
        // Then
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "again", ID, "1")));
        assertThat(drain(queue)).containsExactly("first");
    }

    @Test
    void idsSurviveARestartWithAndWithoutTheirMessages() throws Exception {
        // Given
        String queue = newQueue("id");
        String gone = newQueue("content");
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "first", ID, "1")));
        send(Client.CORE, queue, true, (session, producer) -> {
            producer.send(text(session, "second", ID, "2"));
            session.commit();
        });
        send(Client.CORE, gone, false, (session, producer) -> producer.send(session.createTextMessage("done")));
        assertThat(drain(gone)).containsExactly("done");
        // When
        BROKER.restart();
        send(Client.CORE, queue, false, (session, producer) -> {
            producer.send(text(session, "again", ID, "1"));
            producer.send(text(session, "again", ID, "2"));
            producer.send(text(session, "third", ID, "3"));
        });
        send(Client.CORE, gone, false, (session, producer) -> {
            producer.send(session.createTextMessage("done"));
            producer.send(session.createTextMessage("new"));
        });
        // Then
        assertThat(drain(queue)).containsExactly("first", "second", "third");
        assertThat(drain(gone)).containsExactly("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageThatWaitsTellsItsIdAfterARestart(Client client) throws Exception {
        // Given
        String byId = newQueue("id");
        String byContent = newQueue("content");
        send(client, byId, false, (session, producer) -> producer.send(text(session, "first", ID, "1")));
        send(client, byContent, false, (session, producer) -> producer.send(session.createTextMessage("same")));
        // When
        BROKER.restart();
        send(client, byId, false, (session, producer) -> producer.send(text(session, "again", ID, "1")));
        send(client, byContent, false, (session, producer) -> producer.send(session.createTextMessage("same")));
        // Then
        assertThat(drain(byId)).containsExactly("first");
        assertThat(drain(byContent)).containsExactly("same");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageThatIsSentAloneTellsWhenItWasAcceptedAndOneOfATransactionDoesNot(Client client) throws Exception {
        // Given
        String queue = newQueue("id");
        // When
        send(client, queue, false, (session, producer) -> producer.send(text(session, "alone", ID, "1")));
        send(client, queue, true, (session, producer) -> {
            producer.send(text(session, "in a transaction", ID, "2"));
            session.commit();
        });
        // Then
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            assertThat(consumer.receive(Worker.PATIENCE.toMillis()).propertyExists(ACCEPTED))
                    .isTrue();
            assertThat(consumer.receive(Worker.PATIENCE.toMillis()).propertyExists(ACCEPTED))
                    .isFalse();
        }
    }

    @Test
    void anIdThatGoesToTwoQueuesOfAnAddressIsStoredInOneTransaction() throws Exception {
        // Given
        String address = "both." + QUEUES.incrementAndGet();
        List<String> queues = List.of("id." + address + ".one.fifo", "id." + address + ".two.fifo");
        for (String queue : queues) {
            BROKER.createQueue(QueueConfiguration.of(queue).setAddress(address).setRoutingType(RoutingType.MULTICAST));
        }
        // When
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic(address))) {
            producer.send(text(session, "first", ID, "1"));
            producer.send(text(session, "again", ID, "1"));
        }
        // Then
        for (String queue : queues) {
            var messages = BROKER.queue(queue).browserIterator();
            assertThat(messages.next().getMessage().containsProperty(ACCEPTED)).isFalse();
            assertThat(messages.hasNext()).isFalse();
            messages.close();
        }
    }

    @Test
    void aPurgeForgetsTheIdOfAMessageInFlightThatComesBackWithARestart() throws Exception {
        // Given
        String queue = newQueue("id");
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "held", ID, "1")));
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            assertThat(consumer.receive(Worker.PATIENCE.toMillis())).isNotNull();
            // When
            BROKER.queue(queue).deleteAllReferences();
        }
        BROKER.restart();
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "again", ID, "1")));
        // Then
        assertThat(drain(queue)).containsExactly("held", "again");
    }

    @Test
    void aPurgeForgetsAllIds() throws Exception {
        // Given
        String queue = newQueue("id");
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "purged", ID, "1")));
        await().until(() -> BROKER.messageCount(queue) == 1);
        // When
        BROKER.queue(queue).deleteAllReferences();
        send(Client.CORE, queue, false, (session, producer) -> producer.send(text(session, "again", ID, "1")));
        // Then
        assertThat(drain(queue)).containsExactly("again");
    }

    @ParameterizedTest
    @EnumSource(names = {"CORE", "QPID_JMS"})
    void largeMessagesAreWholeAndTheirDuplicatesLeaveNoFile(Client client) throws Exception {
        // Given
        String queue = newQueue("content");
        // When
        send(client, queue, false, (session, producer) -> {
            for (int i = 0; i < 2; i++) {
                BytesMessage large = session.createBytesMessage();
                large.writeBytes(new byte[LARGE]);
                producer.send(large);
            }
        });
        // Then
        assertThat(BROKER.messageCount(queue)).isEqualTo(1);
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            BytesMessage message = (BytesMessage) consumer.receive(Worker.PATIENCE.toMillis());
            assertThat(message.getBodyLength()).isEqualTo(LARGE);
        }
        Path files =
                BROKER.server().getConfiguration().getLargeMessagesLocation().toPath();
        await().untilAsserted(() -> {
            try (var left = Files.list(files)) {
                assertThat(left).isEmpty();
            }
        });
    }

    @Test
    void deadLettersAreNeverDuplicates() throws Exception {
        // Given
        String first = newQueue("content");
        String second = newQueue("content");
        // When
        for (String queue : List.of(first, second)) {
            send(Client.CORE, queue, false, (session, producer) -> producer.send(session.createTextMessage("bad")));
            try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                    Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                    MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
                assertThat(consumer.receive(Worker.PATIENCE.toMillis())).isNotNull();
                session.rollback();
            }
        }
        // Then
        await().untilAsserted(() -> assertThat(BROKER.messageCount("dead.fifo")).isEqualTo(2));
    }
}
