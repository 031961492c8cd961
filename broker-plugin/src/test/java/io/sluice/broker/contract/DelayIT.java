package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Sender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The delay of a queue, and the message's own delay that wins over it. */
@Execution(ExecutionMode.CONCURRENT)
class DelayIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "second.#": { delay: 1s }
              "quarter.#": { delay: 15m }
              "none.#": { visibilityTimeout: 30s }
            """);

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static WorkerKind individual(WorkerKind.Client client) {
        return new WorkerKind(client, WorkerKind.Acknowledgement.INDIVIDUAL);
    }

    private static void sendDelayed(Workshop shop, WorkerKind.Client client, long delayMillis) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createQueue(shop.queue()))) {
            producer.setDeliveryDelay(delayMillis);
            producer.send(session.createTextMessage("m1"));
        }
    }

    private static void sendAnnotated(Workshop shop, String annotation, long value) throws Exception {
        try (Client client = Client.create();
                org.apache.qpid.protonj2.client.Connection connection = client.connect("127.0.0.1", BROKER.port());
                Sender sender = connection.openSender(shop.queue())) {
            Message<String> message = Message.create("m1");
            sender.send(message.durable(true).annotation(annotation, value)).awaitAccepted();
        }
    }

    @ParameterizedTest
    @EnumSource(WorkerKind.Client.class)
    void hidesAMessageForTheDelayOfItsQueue(WorkerKind.Client client) {
        try (Workshop shop = Workshop.at(BROKER, "second")) {
            // Given
            long begin = System.nanoTime();
            // When
            shop.send(individual(client), "m1");
            Received message = shop.open(individual(client)).receive();
            // Then
            assertThat(message.summary()).isEqualTo("m1#1");
            assertThat(since(begin)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void aShorterDelayOfTheMessageWins(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "quarter")) {
            // Given
            long begin = System.nanoTime();
            // When
            sendDelayed(shop, client, 500);
            Received message = shop.open(individual(client)).receive();
            // Then
            assertThat(message.body()).isEqualTo("m1");
            assertThat(since(begin)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void aLongerDelayOfTheMessageWins(WorkerKind.Client client) throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "second")) {
            // Given
            long begin = System.nanoTime();
            // When
            sendDelayed(shop, client, 2000);
            Received message = shop.open(individual(client)).receive();
            // Then
            assertThat(message.body()).isEqualTo("m1");
            assertThat(since(begin)).isGreaterThan(Duration.ofMillis(1900));
        }
    }

    @Test
    void anAmqpDeliveryDelayWins() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "quarter")) {
            // Given
            long begin = System.nanoTime();
            // When
            sendAnnotated(shop, "x-opt-delivery-delay", 500L);
            Received message = shop.open(Workshop.AMQP).receive();
            // Then
            assertThat(message.body()).isEqualTo("m1");
            assertThat(since(begin)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void anAmqpDeliveryTimeWins() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "quarter")) {
            // Given
            long begin = System.nanoTime();
            // When
            sendAnnotated(shop, "x-opt-delivery-time", System.currentTimeMillis() + 500);
            Received message = shop.open(Workshop.AMQP).receive();
            // Then
            assertThat(message.body()).isEqualTo("m1");
            assertThat(since(begin)).isGreaterThan(Duration.ofMillis(400));
        }
    }

    @Test
    void aQueueWithoutDelayDeliversAtOnce() {
        try (Workshop shop = Workshop.at(BROKER, "none")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            // When
            boolean there =
                    shop.open(Workshop.AMQP).receive(Duration.ofMillis(800)).isPresent();
            // Then
            assertThat(there).isTrue();
        }
    }

    @Test
    void aDelayedMessageCountsAsPresent() {
        try (Workshop shop = Workshop.at(BROKER, "quarter")) {
            // Given
            shop.send(Workshop.AMQP, "m1");
            // When
            boolean there =
                    shop.open(Workshop.AMQP).receive(Duration.ofMillis(300)).isPresent();
            // Then
            assertThat(there).isFalse();
            shop.awaitCount(1);
        }
    }
}
