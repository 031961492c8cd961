package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A Core client that acknowledges everything up to a message that it has acknowledged before. The broker looks for that message in all that the
 * client has, acknowledging as it goes, and does not find it ({@code ServerConsumerImpl.acknowledge}).
 */
class ContradictoryAcknowledgementIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              jobs: { visibilityTimeout: 30s }
              orders.fifo: { visibilityTimeout: 30s, contentBasedDeduplication: true }
              strict.fifo: { visibilityTimeout: 30s, contentBasedDeduplication: true, maxInFlightPerGroup: 1 }
            """);

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
        assertThat(again).extracting(ContradictoryAcknowledgementIT::text).containsExactly("m3", "m4", "m5");
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
