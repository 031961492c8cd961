package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
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
import org.apache.activemq.artemis.api.jms.ActiveMQJMSConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code Session.recover()} of a Core client counts what the application has consumed, and nothing else. */
class CoreRecoverIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              jobs: { visibilityTimeout: 30s, redrivePolicy: { deadLetterQueue: jobs-dlq, maxReceiveCount: 3 } }
              tasks: { visibilityTimeout: 30s }
              jobs-dlq: {}
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

    /** What is still on its way to a client that recovers may come before what it had, from plain Artemis too. */
    private static void recoverWhenAllAreSent(Session session, String queue) throws JMSException {
        await().atMost(Worker.PATIENCE).until(() -> BROKER.deliveringCount(queue) == BROKER.messageCount(queue));
        session.recover();
    }

    private static String summary(MessageConsumer consumer) throws JMSException {
        Message message = consumer.receive(Worker.PATIENCE.toMillis());
        return message.getBody(String.class) + "#" + message.getIntProperty("JMSXDeliveryCount");
    }
}
