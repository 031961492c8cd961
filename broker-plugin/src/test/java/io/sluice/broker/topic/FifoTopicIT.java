package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.GroupedProducer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A FIFO topic publishes each message once, in the order of its group. */
class FifoTopicIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              ordered.fifo: {}
              even.fifo: {}
            topics:
              events.fifo:
                subscriptions:
                  all: { queue: ordered.fifo }
                  even: { queue: even.fifo, filterPolicy: { even: [ "yes" ] } }
                  unordered: { queue: standard }
              content.fifo:
                contentBasedDeduplication: true
                subscriptions:
                  all: { queue: ordered.fifo }
            """);

    private static Map<String, String> attributes(String group, String id) {
        return Map.of("JMSXGroupID", group, "JMS_SQS_DeduplicationId", id);
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void eachGroupKeepsItsOrderAtEachSubscriber(Client client) throws JMSException {
        // When
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("events.fifo"))) {
            for (int i = 0; i < 20; i++) {
                var message = GroupedProducer.message(session, "g" + i % 2, "m" + i);
                message.setStringProperty("even", i % 4 < 2 ? "yes" : "no");
                producer.send(message);
            }
        }

        // Then
        assertThat(group("g0", Queues.drain(BROKER, client, "ordered.fifo", 20)))
                .containsExactly("m0", "m2", "m4", "m6", "m8", "m10", "m12", "m14", "m16", "m18");
        assertThat(group("g1", Queues.drain(BROKER, client, "even.fifo", 10)))
                .containsExactly("m1", "m5", "m9", "m13", "m17");
        assertThat(Queues.bodies(BROKER, "standard", 20)).hasSize(20);
    }

    private static List<String> group(String name, List<Received> messages) {
        List<String> bodies = new ArrayList<>();
        String last = "";
        for (Received message : messages) {
            if (name.equals(message.properties().get("JMSXGroupID"))) {
                String number = (String) message.properties().get("sluice_sequence_number");
                assertThat(number).isGreaterThan(last);
                last = number;
                bodies.add(message.body());
            }
        }
        return bodies;
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageThatIsPublishedTwiceReachesAllSubscribersOnce(Client client) {
        // Given
        String id = UUID.randomUUID().toString();
        String other = UUID.randomUUID().toString();

        // When
        Publishers.publish(BROKER, client, "events.fifo", "first", attributes("g", id));
        Publishers.publish(BROKER, client, "events.fifo", "again", attributes("g", id));
        Publishers.publish(BROKER, client, "events.fifo", "second", attributes("g", other));

        // Then
        assertThat(Queues.bodies(BROKER, "ordered.fifo", 2)).containsExactly("first", "second");
        assertThat(Queues.bodies(BROKER, "standard", 2)).containsExactly("first", "second");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void theBodyIsTheIdIfTheTopicSaysSo(Client client) {
        // Given
        String body = UUID.randomUUID().toString();

        // When
        Publishers.publish(BROKER, client, "content.fifo", body, Map.of("JMSXGroupID", "g"));
        Publishers.publish(BROKER, client, "content.fifo", body, Map.of("JMSXGroupID", "g"));
        Publishers.publish(BROKER, client, "content.fifo", body + ".", Map.of("JMSXGroupID", "g"));

        // Then
        List<Received> received = Queues.drain(BROKER, "ordered.fifo", 2);
        assertThat(received).extracting(Received::body).containsExactly(body, body + ".");
        assertThat((String) received.get(0).properties().get("JMS_SQS_DeduplicationId"))
                .matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aMessageWithoutAGroupOrWithoutAnIdIsRefusedForAll(Client client) {
        assertThatThrownBy(() ->
                        Publishers.publish(BROKER, client, "events.fifo", "x", Map.of("JMS_SQS_DeduplicationId", "id")))
                .hasStackTraceContaining("The MessageGroupId parameter is required for FIFO topics");
        assertThatThrownBy(() -> Publishers.publish(BROKER, client, "events.fifo", "x", Map.of("JMSXGroupID", "g")))
                .hasStackTraceContaining("The topic should either have ContentBasedDeduplication enabled");
        Queues.assertCounts(BROKER, 0, "ordered.fifo", "even.fifo", "standard");
    }

    @Test
    void theIdsSurviveARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.configuredWith("""
                queues: { q.fifo: {} }
                topics: { t.fifo: { subscriptions: { s: { queue: q.fifo }, r: { queue: standard } } } }
                """).start()) {
            // Given
            Publishers.publish(broker, Client.CORE, "t.fifo", "first", attributes("g", "id"));

            // When
            broker.restart();
            Publishers.publish(broker, Client.CORE, "t.fifo", "again", attributes("g", "id"));

            // Then
            Queues.assertCounts(broker, 1, "q.fifo", "standard");
        }
    }
}
