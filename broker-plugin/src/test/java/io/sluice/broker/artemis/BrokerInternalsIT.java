package io.sluice.broker.artemis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.ActiveMQTransactionRolledBackException;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.junit.jupiter.api.Test;

/** Fails when a release of Artemis changes what {@link BrokerInternals} relies on. */
class BrokerInternalsIT {

    private static final WorkerKind.Client CORE = WorkerKind.Client.CORE;
    private static final String YAML = "queues: { leased: { visibilityTimeout: 30s } }";

    @Test
    void queuesOfAnotherClassAreBuiltAtOnceAndAgainFromTheJournal() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith(YAML).start()) {
            // Given
            broker.createQueue("plain");
            Producers.send(broker, CORE, "leased", "a");
            Class<?> atOnce = broker.queue("leased").getClass();

            // When
            broker.restart();

            // Then
            assertThat(atOnce).isNotEqualTo(QueueImpl.class);
            assertThat(broker.queue("leased").getClass()).isEqualTo(atOnce);
            assertThat(broker.queue("plain").getClass()).isEqualTo(QueueImpl.class);
            assertThat(broker.messageCount("leased")).isEqualTo(1);
        }
    }

    @Test
    void aStoredDeliveryCountIsThereAfterARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start()) {
            // Given
            broker.createQueue("orders");
            Producers.send(broker, CORE, "orders", "a", "b");
            MessageReference first = references(broker.queue("orders")).get(0);

            // When
            first.incrementDeliveryCount();
            first.incrementDeliveryCount();
            BrokerInternals.storeDeliveryCount(broker.server(), first);
            broker.restart();

            // Then
            assertThat(references(broker.queue("orders")))
                    .extracting(MessageReference::getDeliveryCount)
                    .containsExactly(2, 0);
            assertThat(first.getPersistedCount()).isEqualTo(2);
        }
    }

    @Test
    void theCommitOfATransactionThatTheBrokerRolledBackFailsAndTheSessionGoesOn() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start()) {
            broker.createQueue("orders");
            broker.createQueue("results");
            Producers.send(broker, CORE, "orders", "a");
            try (Connection connection = JmsClients.connect(broker, CORE);
                    Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                // Given
                connection.start();
                MessageConsumer consumer = session.createConsumer(session.createQueue("orders"));
                assertReceives(consumer, "a");
                send(session, "before");
                rollBack(broker);
                send(session, "after");

                // When
                assertThatThrownBy(session::commit)
                        .isInstanceOf(TransactionRolledBackException.class)
                        .hasMessageContaining("the reason");

                // Then
                assertThat(broker.messageCount("results")).isZero();
                assertReceives(consumer, "a");
                send(session, "second try");
                session.commit();
            }
            broker.restart();
            assertThat(broker.messageCount("orders")).isZero();
            assertThat(broker.messageCount("results")).isEqualTo(1);
            assertThat(broker.server().getResourceManager().getPreparedTransactions())
                    .isEmpty();
        }
    }

    @Test
    void aTransactionThatFailedLikeThatLeavesNothingBehindWhenTheClientGoesAway() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start()) {
            // Given
            broker.createQueue("orders");
            broker.createQueue("results");
            Producers.send(broker, CORE, "orders", "a");
            try (Connection connection = JmsClients.connect(broker, CORE);
                    Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
                connection.start();
                assertReceives(session.createConsumer(session.createQueue("orders")), "a");
                send(session, "before");
                rollBack(broker);
                send(session, "after");
            }

            // When
            broker.restart();

            // Then
            assertThat(broker.messageCount("orders")).isEqualTo(1);
            assertThat(broker.messageCount("results")).isZero();
        }
    }

    @Test
    void whatIsTakenOutOfATransactionIsNotInItWhenItIsRolledBack() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.plainArtemis().start()) {
            // Given
            broker.createQueue("orders");
            Producers.send(broker, CORE, "orders", "a", "b");
            Queue queue = broker.queue("orders");
            List<MessageReference> references = references(queue);
            Transaction open = new TransactionImpl(broker.server().getStorageManager());
            for (MessageReference reference : references) {
                queue.acknowledge(open, reference);
            }

            // When
            List<MessageReference> acknowledged = List.copyOf(BrokerInternals.acknowledgedIn(open));
            BrokerInternals.acknowledgedIn(open).remove(0);

            // Then
            assertThat(acknowledged).containsExactlyElementsOf(references);
            assertThat(BrokerInternals.acknowledgedIn(open)).containsExactly(references.get(1));
            open.rollback();
        }
    }

    private static ServerSession consuming(EmbeddedBroker broker) {
        // a connection of the client library has a session of its own besides
        return broker.server().getSessions().stream()
                .filter(session -> session.getConsumerCount() > 0)
                .findFirst()
                .orElseThrow();
    }

    /** Fails the transaction that a client has open, as the broker does when a lease in it runs out. */
    private static void rollBack(EmbeddedBroker broker) throws Exception {
        Transaction open = Objects.requireNonNull(consuming(broker).getCurrentTransaction());
        assertThat(BrokerInternals.failCommit(open, new ActiveMQTransactionRolledBackException("the reason")))
                .isTrue();
        BrokerInternals.returnAcknowledged(broker.server(), open, acknowledged -> true);
    }

    private static void send(Session session, String text) throws Exception {
        session.createProducer(session.createQueue("results")).send(session.createTextMessage(text));
    }

    private static void assertReceives(MessageConsumer consumer, String text) throws Exception {
        assertThat(((TextMessage) consumer.receive(10_000)).getText()).isEqualTo(text);
    }

    private static List<MessageReference> references(Queue queue) {
        List<MessageReference> references = new ArrayList<>();
        try (LinkedListIterator<MessageReference> iterator = queue.iterator()) {
            while (iterator.hasNext()) {
                references.add(iterator.next());
            }
        }
        return references;
    }
}
