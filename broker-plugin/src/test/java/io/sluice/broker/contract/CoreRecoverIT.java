package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Producers;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Session.recover()} of a Core client counts what the application has consumed, and nothing else. */
class CoreRecoverIT {

    private static final int ROUNDS = 5;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              jobs: { visibilityTimeout: 30s, redrivePolicy: { deadLetterQueue: jobs-dlq, maxReceiveCount: 3 } }
              tasks: { visibilityTimeout: 30s }
              jobs-dlq: {}
              lazy: { visibilityTimeout: 30s }
              lazy.fifo: { visibilityTimeout: 30s }
            """);

    @Test
    void doesNotCountTheMessageBehindTheOneThatIsRecovered() throws Exception {
        try (Connection connection = JmsClients.factory(WorkerKind.Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                        .createConnection();
                Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
            // Given
            Producers.send(BROKER, WorkerKind.Client.CORE, "jobs", "m1", "m2");
            MessageConsumer consumer = session.createConsumer(session.createQueue("jobs"));
            connection.start();
            // When
            String first = summary(consumer);
            recoverWhenAllAreSent(session, "jobs");
            String second = summary(consumer);
            recoverWhenAllAreSent(session, "jobs");
            Message third = consumer.receive(Worker.PATIENCE.toMillis());
            third.acknowledge();
            // Then
            assertThat(first).isEqualTo("m1#1");
            assertThat(second).isEqualTo("m1#2");
            assertThat(third.getBody(String.class)).isEqualTo("m1");
            assertThat(summary(consumer)).isEqualTo("m2#1");
            assertThat(BROKER.messageCount("jobs-dlq")).isZero();
        }
    }

    @Test
    void countsTheMessageInHandAfterOthersWereAcknowledgedOneByOne() throws Exception {
        try (Connection connection = JmsClients.factory(WorkerKind.Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                        .createConnection();
                Session session = connection.createSession(ActiveMQJMSConstants.INDIVIDUAL_ACKNOWLEDGE)) {
            // Given
            Producers.send(BROKER, WorkerKind.Client.CORE, "tasks", "m1", "m2", "m3");
            MessageConsumer consumer = session.createConsumer(session.createQueue("tasks"));
            connection.start();
            consumer.receive(Worker.PATIENCE.toMillis()).acknowledge();
            // When
            String inHand = summary(consumer);
            recoverWhenAllAreSent(session, "tasks");
            String again = summary(consumer);
            // Then
            assertThat(inHand).isEqualTo("m2#1");
            assertThat(again).isEqualTo("m2#2");
            assertThat(summary(consumer)).isEqualTo("m3#1");
        }
    }

    /** The client sends what it has not acknowledged yet right before it rolls back, and does not wait for the disk. */
    @ParameterizedTest
    @ValueSource(strings = {"lazy", "lazy.fifo"})
    void returnsTheMessageInHandBeforeTheNextWhileOthersAreBeingAcknowledged(String queue) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            // Given
            GroupedProducer.send(BROKER, WorkerKind.Client.CORE, queue, "g", "m1", "m2", "m3", "m4", "m5", "m6");
            List<String> received = new CopyOnWriteArrayList<>();
            try (Connection connection = JmsClients.factory(
                                    WorkerKind.Client.CORE, BROKER.port(), WorkerOptions.DEFAULT)
                            .createConnection();
                    Session session = connection.createSession(Session.DUPS_OK_ACKNOWLEDGE)) {
                // When
                session.createConsumer(session.createQueue(queue)).setMessageListener(message -> {
                    String summary = summary(message);
                    received.add(summary);
                    if (summary.equals("m3#1")) {
                        awaitAllSent(queue);
                        throw new IllegalStateException("m3 fails");
                    }
                });
                connection.start();
                await().atMost(Worker.PATIENCE).until(() -> received.size() == 7);
            }
            // Then
            assertThat(received)
                    .as("round %d", round)
                    .containsExactly("m1#1", "m2#1", "m3#1", "m3#2", "m4#1", "m5#1", "m6#1");
            await().atMost(Worker.PATIENCE).until(() -> BROKER.messageCount(queue) == 0);
        }
    }

    /** What is still on its way to a client that recovers may come before what it had, from plain Artemis too. */
    private static void recoverWhenAllAreSent(Session session, String queue) throws JMSException {
        awaitAllSent(queue);
        session.recover();
    }

    private static void awaitAllSent(String queue) {
        await().atMost(Worker.PATIENCE).until(() -> BROKER.deliveringCount(queue) == BROKER.messageCount(queue));
    }

    private static String summary(MessageConsumer consumer) throws JMSException {
        return summary(consumer.receive(Worker.PATIENCE.toMillis()));
    }

    private static String summary(Message message) {
        try {
            return message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
