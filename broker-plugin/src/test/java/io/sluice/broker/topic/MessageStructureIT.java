package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that have a text for each protocol. */
class MessageStructureIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            topics:
              events:
                subscriptions:
                  raw: { queue: raw }
                  wrapped: { queue: wrapped, rawMessageDelivery: false, filterPolicy: { type: [created] } }
              nobody: {}
            """);

    private static final String STRUCTURE = "sluice_message_structure";

    @ParameterizedTest
    @EnumSource(Client.class)
    void aQueueGetsTheTextForQueuesWithoutAttributes(Client client) throws Exception {
        // When
        Publishers.publish(
                BROKER,
                client,
                "events",
                "{\"default\":\"d\",\"sqs\":\"s\",\"http\":\"h\"}",
                Map.of(STRUCTURE, "json", "type", "created"));
        Publishers.publish(BROKER, client, "events", "{\"default\":\"d\"}", Map.of(STRUCTURE, "json"));

        // Then
        var raw = Queues.drain(BROKER, "raw", 2);
        assertThat(raw).extracting(Received::body).containsExactly("s", "d");
        assertThat(raw.get(0).properties()).doesNotContainKeys("type", STRUCTURE);
        JsonNode envelope =
                new ObjectMapper().readTree(Queues.bodies(BROKER, "wrapped", 1).get(0));
        assertThat(envelope.get("Message").asText()).isEqualTo("s");
        assertThat(envelope.has("MessageAttributes")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CORE     | {\"sqs\":\"s\"}                  | No default entry in JSON message body",
                "QPID_JMS | {\"sqs\":\"s\"}                  | No default entry in JSON message body",
                "OPENWIRE | {\"sqs\":\"s\"}                  | No default entry in JSON message body",
                "CORE     | text                             | JSON message body failed to parse",
                "QPID_JMS | {\"default\":1                   | JSON message body failed to parse",
                "CORE     | {\"default\":1}                  | No default entry in JSON message body",
                "CORE     | {\"default\":\"a\",\"default\":\"b\"} | JSON message body failed to parse",
            })
    void aPublisherThatBreaksItsPromiseIsToldAndGoesOn(Client client, String body, String reason) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("nobody"))) {
            // When, Then
            assertThatThrownBy(() -> producer.send(Publishers.message(session, body, Map.of(STRUCTURE, "json"))))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("Invalid parameter: Message Structure - " + reason);
            producer.send(Publishers.message(session, "{\"default\":\"d\"}", Map.of(STRUCTURE, "json")));
        }
    }

    @Test
    void aStompPublisherIsToldByAnErrorFrame() {
        // Given
        try (StompClient client = StompClient.connect(BROKER.port())) {
            StompFrame bad = StompFrame.of("SEND", "destination", "events", STRUCTURE, "json");

            // When
            StompFrame answer = client.exchange(bad.withBody("{\"sqs\":\"s\"}"));

            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.body())
                    .isEqualTo("InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON"
                            + " message body (topic events).");
            client.perform(bad.withBody("{\"default\":\"after\"}"));
        }
        assertThat(Queues.bodies(BROKER, "raw", 1)).containsExactly("after");
    }
}
