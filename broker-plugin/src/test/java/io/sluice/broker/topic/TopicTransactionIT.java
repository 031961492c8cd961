package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published in a transaction reaches all its subscribers when the transaction commits, and nobody otherwise. */
class TopicTransactionIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues: { leased: {} }
            topics:
              events:
                subscriptions:
                  a: { queue: leased }
                  b: { queue: unconfigured }
                  c: { queue: picky, filterPolicy: { pick: [ 1 ] } }
            """);

    private static final String SUBSCRIBER = "durable.subscriber";

    @BeforeEach
    void subscribe() throws Exception {
        BROKER.createQueue(
                QueueConfiguration.of(SUBSCRIBER).setAddress("events").setRoutingType(RoutingType.MULTICAST));
    }

    @AfterEach
    void unsubscribe() throws Exception {
        BROKER.queue(SUBSCRIBER).deleteQueue();
    }

    private interface Ending {
        void of(Session session) throws JMSException;
    }

    private static void publish(Client client, Ending ending) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(session.createTopic("events"))) {
            for (int i = 0; i < 3; i++) {
                producer.send(Publishers.message(session, "m" + i, Map.of("pick", i)));
            }
            Queues.assertCounts(BROKER, 0, "leased", "unconfigured", "picky", SUBSCRIBER);
            ending.of(session);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aCommitReachesAll(Client client) throws JMSException {
        // When
        publish(client, Session::commit);

        // Then
        List<String> all = List.of("m0", "m1", "m2");
        Queues.assertCounts(BROKER, 3, SUBSCRIBER);
        assertThat(Queues.bodies(BROKER, "leased", 3)).isEqualTo(all);
        assertThat(Queues.bodies(BROKER, "unconfigured", 3)).isEqualTo(all);
        assertThat(Queues.bodies(BROKER, "picky", 1)).containsExactly("m1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aRollbackReachesNobody(Client client) throws JMSException {
        // When
        publish(client, Session::rollback);

        // Then
        Queues.assertCounts(BROKER, 0, "leased", "unconfigured", "picky", SUBSCRIBER);
    }

    @Test
    void aTransactionOfStompIsOne() {
        try (StompClient client = StompClient.connect(BROKER.port())) {
            // Given
            client.perform(StompFrame.of("BEGIN", "transaction", "t"));
            client.perform(StompFrame.of("SEND", "destination", "events", "transaction", "t", "persistent", "true")
                    .withBody("aborted"));
            client.perform(StompFrame.of("ABORT", "transaction", "t"));
            client.perform(StompFrame.of("BEGIN", "transaction", "u"));
            client.perform(StompFrame.of("SEND", "destination", "events", "transaction", "u", "persistent", "true")
                    .withBody("committed"));

            // When
            client.perform(StompFrame.of("COMMIT", "transaction", "u"));

            // Then
            assertThat(Queues.bodies(BROKER, "leased", 1)).containsExactly("committed");
            assertThat(Queues.bodies(BROKER, "unconfigured", 1)).containsExactly("committed");
            Queues.assertCounts(BROKER, 1, SUBSCRIBER);
            Queues.assertCounts(BROKER, 0, "picky");
        }
    }
}
