package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a consumer delivered stays with its session when the consumer closes (Jakarta Messaging 3.1, 8.8), but no longer
 * than the visibility timeout.
 */
@Execution(ExecutionMode.CONCURRENT)
class UnacknowledgedAfterCloseIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              "brief.#": { visibilityTimeout: 500ms }
              "long.#": { visibilityTimeout: 30s }
            """);

    private static final WorkerKind CORE = new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.CLIENT);

    /** ActiveMQ's client gives back on closing. */
    static Stream<WorkerKind> leavingMessagesWithTheirSession() {
        return Stream.of(CORE, new WorkerKind(WorkerKind.Client.QPID_JMS, WorkerKind.Acknowledgement.CLIENT));
    }

    @ParameterizedTest
    @MethodSource("leavingMessagesWithTheirSession")
    void comesBackCountedAfterTheTimeout(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "brief")) {
            // Given
            shop.send(kind, "m1");
            Worker left = shop.open(kind);
            Received held = left.receive();
            // When
            left.closeConsumer();
            // Then
            assertThat(shop.finish(shop.open(kind.colleague()), 1)).containsExactly("m1#2");
            left.acknowledge(held);
            shop.awaitEmpty();
            assertThat(left.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("leavingMessagesWithTheirSession")
    void isDeletedByALateAcknowledgementWhileNobodyElseHasReceivedIt(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "brief")) {
            // Given
            shop.sendNumbered(kind, 2);
            Worker left = shop.open(kind);
            left.receive();
            Received last = left.receive();
            left.closeConsumer();
            shop.awaitInFlight(0);
            // When
            left.acknowledge(last);
            // Then
            shop.awaitEmpty();
            assertThat(left.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("leavingMessagesWithTheirSession")
    void staysWithTheOneWhoHasReceivedItSince(WorkerKind kind) {
        try (Workshop shop = Workshop.at(BROKER, "brief")) {
            // Given
            shop.send(kind, "m1");
            Worker left = shop.open(kind);
            Received held = left.receive();
            left.closeConsumer();
            Worker other = shop.open(Workshop.AMQP);
            Received again = other.receive();
            // When
            left.acknowledge(held);
            // Then
            assertThat(BROKER.messageCount(shop.queue())).isEqualTo(1);
            other.acknowledge(again);
            shop.awaitEmpty();
            assertThat(left.complaints()).isEmpty();
        }
    }

    @Test
    void leavesTheSessionUsableAfterALateAcknowledgement() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "brief");
                Connection connection = factory().createConnection();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
            // Given
            shop.send(CORE, "m1");
            connection.start();
            Message late;
            try (MessageConsumer consumer = consumer(session, shop)) {
                late = receive(consumer);
            }
            MessageConsumer next = consumer(session, shop);
            Message again = receive(next);
            // When
            late.acknowledge();
            // Then
            shop.awaitEmpty();
            assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
            shop.send(CORE, "m2");
            receive(next).acknowledge();
            shop.awaitEmpty();
        }
    }

    @Test
    void keepsItsClockWhenTheClientAcknowledgesBeforeTheApplicationDoes() throws Exception {
        ActiveMQConnectionFactory eager = factory();
        eager.setBlockOnAcknowledge(true);
        eager.setTransactionBatchSize(0);
        try (Workshop shop = Workshop.at(BROKER, "brief");
                Connection connection = eager.createConnection();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
                MessageConsumer consumer = consumer(session, shop)) {
            // Given
            shop.send(CORE, "m1");
            connection.start();
            Message late = receive(consumer);
            // When
            Worker other = shop.open(CORE.colleague());
            // Then
            // before the other is there, it may have gone to the first consumer once more
            assertThat(shop.finish(other, 1)).singleElement().asString().matches("m1#[2-9]");
            late.acknowledge();
            shop.send(CORE, "m2");
            shop.dismiss(other);
            receive(consumer).acknowledge();
            shop.awaitEmpty();
        }
    }

    @Test
    void comesBackCountedWhenTheSessionRecovers() throws Exception {
        try (Workshop shop = Workshop.at(BROKER, "long");
                Connection connection = factory().createConnection();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
            // Given
            shop.sendNumbered(CORE, 3);
            connection.start();
            try (MessageConsumer consumer = consumer(session, shop)) {
                receive(consumer);
                receive(consumer);
            }
            // When
            session.recover();
            // Then
            assertThat(shop.finish(shop.open(CORE.colleague()), 3)).containsExactly("m1#2", "m2#2", "m3#1");
            shop.awaitEmpty();
        }
    }

    @Test
    void comesBackWhenTheConnectionIsLost() {
        try (Workshop shop = Workshop.at(BROKER, "long")) {
            // Given
            shop.send(CORE, "m1");
            Worker left = shop.open(CORE);
            left.receive();
            left.closeConsumer();
            left.awaitBroker();
            // When
            left.cut();
            // Then
            assertThat(shop.finish(shop.open(CORE.colleague()), 1)).containsExactly("m1#2");
            shop.awaitEmpty();
        }
    }

    private static ActiveMQConnectionFactory factory() {
        ConnectionFactory factory = JmsClients.factory(WorkerKind.Client.CORE, BROKER.port(), WorkerOptions.DEFAULT);
        return (ActiveMQConnectionFactory) factory;
    }

    private static MessageConsumer consumer(Session session, Workshop shop) throws JMSException {
        return session.createConsumer(session.createQueue(shop.queue()));
    }

    private static Message receive(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(Worker.PATIENCE.toMillis());
        assertThat(message).isNotNull();
        return message;
    }
}
