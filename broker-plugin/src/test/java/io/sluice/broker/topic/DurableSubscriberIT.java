package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A durable subscriber gets the policy of the subscription of its name; other subscribers of the topic get what they got before. */
class DurableSubscriberIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            topics:
              events:
                subscriptions:
                  fraud:
                    filterPolicy: { amount: [ { numeric: [ ">", 1000 ] } ] }
                  everything: { queue: all }
            """);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String END = "end";

    private final List<Connection> connections = new ArrayList<>();

    @AfterEach
    void disconnect() throws Exception {
        for (Connection connection : connections) {
            connection.close();
        }
        BROKER.queue("all").deleteAllReferences();
    }

    private interface Subscribing {
        MessageConsumer on(Session session, Topic topic) throws JMSException;
    }

    private MessageConsumer subscribe(Client client, @Nullable String clientId, Subscribing subscribing)
            throws JMSException {
        Connection connection =
                JmsClients.factory(client, BROKER.port(), WorkerOptions.DEFAULT).createConnection();
        connections.add(connection);
        if (clientId != null) {
            connection.setClientID(clientId);
        }
        connection.start();
        Session session = connection.createSession();
        return subscribing.on(session, session.createTopic("events"));
    }

    private static void publish(String body, int amount) {
        Publishers.publish(BROKER, Client.CORE, "events", body, Map.of("amount", amount, "body", body));
    }

    private static void publishSome() {
        publish("cheap", 5);
        publish("dear", 5000);
        publish("cheap2", 6);
        publish(END, 9999);
    }

    private static List<String> received(MessageConsumer consumer) throws JMSException {
        List<String> bodies = new ArrayList<>();
        while (!bodies.contains(END)) {
            Message message = consumer.receive(PATIENCE.toMillis());
            assertThat(message).as("after %s", bodies).isNotNull();
            bodies.add(((TextMessage) message).getText());
        }
        return bodies;
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aDurableSubscriberOfThatNameGetsThePolicy(Client client) throws JMSException {
        // Given
        MessageConsumer consumer = subscribe(
                client, "client-" + client, (session, topic) -> session.createDurableSubscriber(topic, "fraud"));

        // When
        publishSome();

        // Then
        assertThat(received(consumer)).containsExactly("dear", END);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aSharedDurableSubscriberOfThatNameGetsThePolicyWithOrWithoutClientId(Client client) throws JMSException {
        // Given
        MessageConsumer global =
                subscribe(client, null, (session, topic) -> session.createSharedDurableConsumer(topic, "fraud"));
        MessageConsumer ofClient = subscribe(
                client, "shared.of." + client, (session, topic) -> session.createSharedDurableConsumer(topic, "fraud"));

        // When
        publishSome();

        // Then
        assertThat(received(global)).containsExactly("dear", END);
        assertThat(received(ofClient)).containsExactly("dear", END);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aSelectorHoldsBesideThePolicy(Client client) throws JMSException {
        // Given
        MessageConsumer consumer = subscribe(
                client,
                "selecting-" + client,
                (session, topic) -> session.createDurableSubscriber(topic, "fraud", "body <> 'dear'", false));

        // When
        publishSome();

        // Then
        assertThat(received(consumer)).containsExactly(END);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void othersGetWhatTheyGotBefore(Client client) throws JMSException {
        // Given
        MessageConsumer plain = subscribe(client, null, Session::createConsumer);
        MessageConsumer selecting =
                subscribe(client, null, (session, topic) -> session.createConsumer(topic, "amount > 5"));
        MessageConsumer durable = subscribe(
                client, "other-" + client, (session, topic) -> session.createDurableSubscriber(topic, "other"));

        // When
        publishSome();

        // Then
        assertThat(received(plain)).containsExactly("cheap", "dear", "cheap2", END);
        assertThat(received(selecting)).containsExactly("dear", "cheap2", END);
        assertThat(received(durable)).containsExactly("cheap", "dear", "cheap2", END);
        assertThat(Queues.bodies(BROKER, "all", 4)).containsExactly("cheap", "dear", "cheap2", END);
    }

    @Test
    void aDurableSubscriberOfStompOfThatNameGetsThePolicy() {
        try (StompClient client = StompClient.connect(
                BROKER.port(),
                StompFrame.of("CONNECT", "accept-version", "1.2", "host", "localhost", "client-id", "stomper"))) {
            // Given
            client.perform(StompFrame.of(
                    "SUBSCRIBE",
                    "id",
                    "1",
                    "destination",
                    "events",
                    "subscription-type",
                    "MULTICAST",
                    "durable-subscription-name",
                    "fraud"));

            // When
            publishSome();

            // Then
            assertThat(client.message(PATIENCE).orElseThrow().body()).isEqualTo("dear");
            assertThat(client.message(PATIENCE).orElseThrow().body()).isEqualTo(END);
        }
    }

    @Test
    void aShareOfMqttOfThatNameGetsThePolicy() {
        MqttOptions options = MqttOptions.of(5, MqttQos.AT_LEAST_ONCE);
        try (MqttWorker worker = MqttWorker.subscribe(BROKER.port(), options, "$share/fraud/events")) {
            // When
            publishSome();

            // Then
            assertThat(worker.receive(PATIENCE).orElseThrow().body()).isEqualTo("dear");
            assertThat(worker.receive(PATIENCE).orElseThrow().body()).isEqualTo(END);
        }
    }

    @Test
    void aDurableSubscriberKeepsItsPolicyWhileItIsAwayAndThroughARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                topics: { away: { subscriptions: { fraud: { filterPolicy: { amount: [ 1 ] } } } } }
                """).start()) {
            // Given
            String name = UUID.randomUUID().toString();
            try (Connection connection = JmsClients.factory(Client.CORE, broker.port(), WorkerOptions.DEFAULT)
                    .createConnection()) {
                connection.setClientID(name);
                Session session = connection.createSession();
                session.createDurableSubscriber(session.createTopic("away"), "fraud");
            }

            // When
            Publishers.publish(broker, Client.CORE, "away", "before", Map.of("amount", 1));
            Publishers.publish(broker, Client.CORE, "away", "no", Map.of("amount", 2));
            broker.restart();
            Publishers.publish(broker, Client.CORE, "away", "no", Map.of("amount", 2));
            Publishers.publish(broker, Client.CORE, "away", "after", Map.of("amount", 1));

            // Then
            assertThat(broker.messageCount(name + ".fraud")).isEqualTo(2);
        }
    }
}
