package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ClientSessionInternal;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Core client acknowledges several messages at once, which fails half-way: because it names one that it has acknowledged before, for
 * which the broker looks in all that the client has, acknowledging as it goes ({@code ServerConsumerImpl.acknowledge}), or because a plugin
 * of somebody else throws when it is told, which is when Artemis has acknowledged the message.
 */
class FailedAcknowledgementIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              jobs: { visibilityTimeout: 30s }
              orders.fifo: { visibilityTimeout: 30s, contentBasedDeduplication: true }
              strict.fifo: { visibilityTimeout: 30s, contentBasedDeduplication: true, maxInFlightPerGroup: 1 }
            """)
            .with(configuration -> configuration.registerBrokerPlugin(new Objector()));

    private static final AtomicInteger OBJECTIONS = new AtomicInteger();

    /** Objects to as many acknowledgements as it is told to. */
    private static final class Objector implements ActiveMQServerMessagePlugin {

        @Override
        public void messageAcknowledged(
                Transaction tx, MessageReference reference, AckReason reason, ServerConsumer consumer)
                throws ActiveMQException {
            if (OBJECTIONS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new ActiveMQException("an objection");
            }
        }
    }

    private ServerLocator locator;
    private ClientSessionFactory factory;
    private ClientSession session;

    @BeforeEach
    void connect() throws Exception {
        locator = ActiveMQClient.createServerLocator("tcp://localhost:" + BROKER.port())
                .setBlockOnAcknowledge(true)
                .setAckBatchSize(0);
        factory = locator.createSessionFactory();
        session = factory.createSession(true, true, 0);
        session.start();
    }

    @AfterEach
    void leave() {
        factory.close();
        locator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "orders.fifo"})
    void losesNothing(String queue) throws Exception {
        // Given
        send(queue, "m1", "m2", "m3", "m4", "m5");
        ClientConsumer consumer = session.createConsumer(queue);
        List<ClientMessage> received = receive(consumer, 4);
        received.get(1).acknowledge();

        // When
        assertThatThrownBy(() -> acknowledge(consumer, received.get(0))).isInstanceOf(ActiveMQException.class);

        // Then
        consumer.close();
        ClientConsumer another = session.createConsumer(queue);
        List<ClientMessage> again = receive(another, 3);
        assertThat(again).extracting(FailedAcknowledgementIT::text).containsExactly("m3", "m4", "m5");
        again.get(2).acknowledge();
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "orders.fifo", "strict.fifo"})
    void acknowledgesOneByOneWhatIsThere(String queue) throws Exception {
        // Given
        send(queue, "m6", "m7");
        ClientConsumer consumer = session.createConsumer(queue);

        // When
        receive(consumer, 1).get(0).acknowledge();
        receive(consumer, 1).get(0).acknowledge();

        // Then
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "orders.fifo"})
    void doesWhatAPluginObjectsToAndReturnsTheRest(String queue) throws Exception {
        // Given
        send(queue, "m8", "m9", "m10");
        long acknowledged = BROKER.queue(queue).getMessagesAcknowledged();
        ClientConsumer consumer = session.createConsumer(queue);
        List<ClientMessage> received = receive(consumer, 3);
        OBJECTIONS.set(2);

        // When
        assertThatThrownBy(() -> received.get(2).acknowledge()).hasMessageContaining("an objection");

        // Then
        OBJECTIONS.set(0);
        consumer.close();
        send(queue, "m11");
        ClientConsumer another = session.createConsumer(queue);
        List<ClientMessage> again = receive(another, 3);
        assertThat(again).extracting(FailedAcknowledgementIT::text).containsExactly("m9", "m10", "m11");
        again.get(2).acknowledge();
        await().atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(BROKER.messageCount(queue)).isZero());
        assertThat(BROKER.deliveringCount(queue)).isZero();
        assertThat(BROKER.queue(queue).getMessagesAcknowledged()).isEqualTo(acknowledged + 4);
    }

    @Test
    void returnsSmallMessagesInFrontOfALargeOne() throws Exception {
        // Given
        String large = "m15" + "x".repeat(300_000);
        send("orders.fifo", "m12", "m13", "m14", large);
        ClientConsumer consumer = session.createConsumer("orders.fifo");
        List<ClientMessage> received = receive(consumer, 4);
        received.get(1).acknowledge();

        // When
        assertThatThrownBy(() -> acknowledge(consumer, received.get(0))).isInstanceOf(ActiveMQException.class);

        // Then
        List<ClientMessage> again = receive(consumer, 2);
        assertThat(again).extracting(FailedAcknowledgementIT::text).containsExactly("m14", large);
        again.get(1).acknowledge();
        await().atMost(Worker.PATIENCE)
                .untilAsserted(
                        () -> assertThat(BROKER.messageCount("orders.fifo")).isZero());
    }

    private void send(String queue, String... texts) throws ActiveMQException {
        try (ClientProducer producer = session.createProducer(queue)) {
            for (String text : texts) {
                ClientMessage message = session.createMessage(Message.TEXT_TYPE, true);
                message.getBodyBuffer().writeNullableSimpleString(SimpleString.of(text));
                message.putStringProperty(Message.HDR_GROUP_ID.toString(), "g");
                producer.send(message);
            }
        }
    }

    private static List<ClientMessage> receive(ClientConsumer consumer, int count) throws ActiveMQException {
        List<ClientMessage> received = new ArrayList<>();
        while (received.size() < count) {
            ClientMessage message = consumer.receive(Worker.PATIENCE.toMillis());
            assertThat(message).isNotNull();
            received.add(message);
        }
        return received;
    }

    private void acknowledge(ClientConsumer consumer, ClientMessage message) throws ActiveMQException {
        ((ClientSessionInternal) session).acknowledge(consumer, message);
    }

    private static String text(ClientMessage message) {
        return message.getBodyBuffer().readNullableSimpleString().toString();
    }
}
