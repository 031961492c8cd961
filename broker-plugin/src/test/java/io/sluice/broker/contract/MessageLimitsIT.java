package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.management.QueueControl;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Tracker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How large a message may be and how long it is kept. */
@Execution(ExecutionMode.CONCURRENT)
class MessageLimitsIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "small.#": { maximumMessageSize: 1KiB }
              "minute.#": { retention: 60s }
              "failing.#":
                retention: 5m
                redrivePolicy: { deadLetterQueue: aged-dlq, maxReceiveCount: 1 }
              aged-dlq: { retention: 60s }
              failing.fifo:
                retention: 5m
                defaultMessageGroup: all
                contentBasedDeduplication: true
                redrivePolicy: { deadLetterQueue: aged-dlq.fifo, maxReceiveCount: 1 }
              aged-dlq.fifo: { retention: 60s, defaultMessageGroup: all, contentBasedDeduplication: true }
            """);

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void takesAMessageOfExactlyTheLimit(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            // Given
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[1024]);
            // When
            session.createProducer(session.createQueue(shop.queue())).send(message);
            // Then
            shop.awaitCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void refusesAMessageOneByteOverTheLimitAndGoesOn(WorkerKind.Client client) throws Exception {
        List<JMSException> complaints = new CopyOnWriteArrayList<>();
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            // Given
            connection.setExceptionListener(complaints::add);
            MessageProducer producer = session.createProducer(session.createQueue(shop.queue()));
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[1025]);
            // When
            Throwable refusal = catchThrowable(() -> producer.send(message));
            producer.send(session.createTextMessage("next"));
            Throwable secondRefusal = catchThrowable(() -> producer.send(message));
            // Then
            assertThat(refusal).isInstanceOf(JMSException.class).hasMessageContaining("1024");
            assertThat(secondRefusal).isInstanceOf(JMSException.class);
            assertThat(complaints).isEmpty();
            shop.awaitCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void refusesADeadLetterThatAnApplicationForwardsAndThatIsTooLarge(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            // Given
            BytesMessage forwarded = session.createBytesMessage();
            forwarded.setStringProperty("sluice_dead_letter_source", "orders");
            forwarded.setLongProperty("_AMQ_ORIG_MESSAGE_ID", 7);
            forwarded.writeBytes(new byte[1024]);
            MessageProducer producer = session.createProducer(session.createQueue(shop.queue()));
            // When
            Throwable refusal = catchThrowable(() -> producer.send(forwarded));
            // Then
            assertThat(refusal).isInstanceOf(JMSException.class).hasMessageContaining("1024");
        }
    }

    @Test
    void takesWhatTheBrokerMovesHereHoweverLargeItIs() throws Exception {
        // Given
        BROKER.createQueue("plain");
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, WorkerKind.Client.CORE);
                Session session = connection.createSession()) {
            BytesMessage large = session.createBytesMessage();
            large.writeBytes(new byte[1025]);
            session.createProducer(session.createQueue("plain")).send(large);
            var control =
                    (QueueControl) BROKER.server().getManagementService().getResource(ResourceNames.QUEUE + "plain");
            // When
            int moved = control.moveMessages("", shop.queue());
            // Then
            assertThat(moved).isEqualTo(1);
            shop.awaitCount(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void countsTheApplicationsProperties(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            // Given
            MessageProducer producer = session.createProducer(session.createQueue(shop.queue()));
            BytesMessage fits = session.createBytesMessage();
            fits.writeBytes(new byte[800]);
            fits.setStringProperty("note", "x".repeat(100));
            BytesMessage tooLarge = session.createBytesMessage();
            tooLarge.writeBytes(new byte[1000]);
            tooLarge.setStringProperty("note", "x".repeat(100));
            // When
            producer.send(fits);
            Throwable refusal = catchThrowable(() -> producer.send(tooLarge));
            // Then
            assertThat(refusal).isInstanceOf(JMSException.class);
            shop.awaitCount(1);
        }
    }

    @Test
    void rejectsALargeAmqpTransferAndKeepsTheLink() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "small");
                Client client = Client.create();
                org.apache.qpid.protonj2.client.Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(shop.queue())) {
            // Given
            byte[] exact = new byte[1024];
            byte[] tooLarge = new byte[1025];
            // When
            Tracker accepted = sender.send(org.apache.qpid.protonj2.client.Message.create(exact));
            Tracker refused = sender.send(org.apache.qpid.protonj2.client.Message.create(tooLarge));
            Tracker next = sender.send(org.apache.qpid.protonj2.client.Message.create(exact));
            accepted.awaitSettlement(10, TimeUnit.SECONDS);
            refused.awaitSettlement(10, TimeUnit.SECONDS);
            next.awaitSettlement(10, TimeUnit.SECONDS);
            // Then
            assertThat(accepted.remoteState().isAccepted()).isTrue();
            assertThat(refused.remoteState().isRejected()).isTrue();
            assertThat(next.remoteState().isAccepted()).isTrue();
            shop.awaitCount(2);
        }
    }

    @Test
    void refusesAMessageThatIsMuchTooLarge() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "small");
                Connection connection = JmsClients.connect(BROKER, WorkerKind.Client.CORE);
                Session session = connection.createSession()) {
            // Given
            MessageProducer producer = session.createProducer(session.createQueue(shop.queue()));
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(new byte[2 * 1024 * 1024]);
            // When
            Throwable refusal = catchThrowable(() -> producer.send(message));
            producer.send(session.createTextMessage("next"));
            // Then
            assertThat(refusal).isInstanceOf(JMSException.class);
            shop.awaitCount(1);
        }
    }

    @Test
    void keepsAMessageForTheRetentionFromTheTimeOfSending() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "minute")) {
            // Given
            sendAged(shop, "old", Duration.ofSeconds(57));
            sendAged(shop, "young", Duration.ofSeconds(1));
            // When
            shop.awaitCount(1);
            // Then
            assertThat(shop.finish(shop.open(Workshop.AMQP), 1)).containsExactly("young#1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void keepsAShorterTimeToLiveOfTheMessage(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "minute");
                Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession()) {
            // Given
            MessageProducer producer = session.createProducer(session.createQueue(shop.queue()));
            producer.setTimeToLive(300);
            // When
            producer.send(session.createTextMessage("m1"));
            // Then
            shop.awaitEmpty();
        }
    }

    @Test
    void aDeadLetterKeepsItsAge() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "failing")) {
            // Given
            sendAged(shop, "old", Duration.ofSeconds(55));
            sendAged(shop, "young", Duration.ofSeconds(1));
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            worker.settle(worker.receive(), delivery -> delivery.reject("test", "old"));
            worker.settle(worker.receive(), delivery -> delivery.reject("test", "young"));
            List<Received> before = shop.awaitDeadLetters("aged-dlq", 2);
            // When
            List<Received> after = shop.awaitDeadLetters("aged-dlq", 1);
            // Then
            assertThat(before).extracting(Received::body).containsExactly("old", "young");
            assertThat(after).extracting(Received::body).containsExactly("young");
        }
    }

    @Test
    void theRetentionOfADeadLetterInAFifoQueueBeginsWithTheMove() throws Exception {
        try (Workshop shop = Workshop.on(BROKER, "failing.fifo");
                Workshop graveyard = Workshop.on(BROKER, "aged-dlq.fifo")) {
            // Given
            sendAged(shop, "dead", Duration.ofSeconds(59));
            ProtonWorker worker = (ProtonWorker) shop.open(Workshop.AMQP);
            worker.settle(worker.receive(), delivery -> delivery.reject("test", "dead"));
            shop.awaitDeadLetters("aged-dlq.fifo", 1);
            // When
            sendAged(graveyard, "sent", Duration.ofSeconds(57));
            graveyard.awaitCount(1);
            List<Received> left = shop.awaitDeadLetters("aged-dlq.fifo", 1);
            // Then
            assertThat(left).extracting(Received::body).containsExactly("dead");
        }
    }

    private static void sendAged(Workshop shop, String body, Duration age) throws Exception {
        try (Client client = Client.create();
                org.apache.qpid.protonj2.client.Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(shop.queue())) {
            org.apache.qpid.protonj2.client.Message<String> message =
                    org.apache.qpid.protonj2.client.Message.create(body);
            message.durable(true).creationTime(System.currentTimeMillis() - age.toMillis());
            sender.send(message).awaitAccepted();
        }
    }
}
