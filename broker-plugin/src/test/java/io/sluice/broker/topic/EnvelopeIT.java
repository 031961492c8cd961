package io.sluice.broker.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.MqttOptions;
import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Publishers;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions whose queues, or JMS durable subscribers, get the JSON envelope of SNS. */
class EnvelopeIT {

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              wrapped: { visibilityTimeout: 30s, redrivePolicy: { deadLetterQueue: wrapped-dlq, maxReceiveCount: 2 } }
              wrapped-dlq: {}
              small: { maximumMessageSize: 1KiB }
              ordered.fifo: {}
            topics:
              events:
                subscriptions:
                  raw: { queue: raw }
                  wrapped: { queue: wrapped, rawMessageDelivery: false }
                  unconfigured: { queue: unconfigured, rawMessageDelivery: false }
                  dashboard: { rawMessageDelivery: false, filterPolicy: { amount: [ 12 ] } }
              tight:
                subscriptions:
                  small:
                    queue: small
                    rawMessageDelivery: false
                    redrivePolicy: { deadLetterQueue: too-large }
              strict:
                subscriptions:
                  s: { queue: strict-queue, rawMessageDelivery: false }
              events.fifo:
                subscriptions:
                  ordered: { queue: ordered.fifo, rawMessageDelivery: false }
                  standard: { queue: standard, rawMessageDelivery: false }
            """);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Object> ATTRIBUTES =
            Map.of("type", "created", "amount", 12, "sluice_subject", "News");

    private static void publish(Client client, String body) {
        Publishers.publish(BROKER, client, "events", body, ATTRIBUTES);
    }

    private static JsonNode envelope(Received message) throws Exception {
        return JSON.readTree(message.body());
    }

    private static Certificate certificate() throws Exception {
        Path folder = BROKER.server()
                .getConfiguration()
                .getBindingsLocation()
                .toPath()
                .resolveSibling("sluice-signing.pem");
        try (InputStream in = Files.newInputStream(folder)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void assertIsSigned(JsonNode envelope) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String field : List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")) {
            text.append(field).append('\n').append(envelope.get(field).asText()).append('\n');
        }
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initVerify(certificate());
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(envelope.get("Signature").asText())))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void aMessageOfAnyProtocolIsInTheEnvelopeForWhoAsksForIt(Client client) throws Exception {
        // When
        Instant before = Instant.now().minusMillis(1);
        publish(client, "grün \"1\"");

        // Then
        Received received = Queues.drain(BROKER, "wrapped", 1).get(0);
        JsonNode envelope = envelope(received);
        assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.get("Message").asText()).isEqualTo("grün \"1\"");
        assertThat(envelope.get("Subject").asText()).isEqualTo("News");
        assertThat(envelope.get("TopicArn").asText()).isEqualTo("arn:aws:sns:local:000000000000:events");
        assertThat(envelope.get("MessageId").asText()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(Instant.parse(envelope.get("Timestamp").asText())).isBetween(before, Instant.now());
        assertThat(envelope.get("UnsubscribeURL").asText()).endsWith("%3Aevents%3Awrapped");
        assertThat(envelope.get("MessageAttributes")).isEqualTo(JSON.readTree("""
                {"amount":{"Type":"Number","Value":"12"},"type":{"Type":"String","Value":"created"}}"""));
        assertThat(received.properties()).doesNotContainKeys("type", "amount", "sluice_subject");
        assertIsSigned(envelope);
        JsonNode other = envelope(Queues.drain(BROKER, "unconfigured", 1).get(0));
        assertThat(other.get("MessageId")).isEqualTo(envelope.get("MessageId"));
        assertThat(other.get("Signature")).isEqualTo(envelope.get("Signature"));
        assertThat(other.get("UnsubscribeURL").asText()).endsWith("%3Aevents%3Aunconfigured");
        assertThat(Queues.bodies(BROKER, "raw", 1)).containsExactly("grün \"1\"");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void aJmsClientReceivesTheEnvelopeAsText(Client client) throws Exception {
        // Given
        publish(Client.CORE, "text");
        publish(Client.QPID_JMS, "text");

        // When
        List<Received> received = Queues.drain(BROKER, client, "wrapped", 2);

        // Then
        for (Received message : received) {
            assertThat(message.original()).isInstanceOf(TextMessage.class);
            assertThat(envelope(message).get("Message").asText()).isEqualTo("text");
            assertThat(message.messageId()).startsWith("ID:");
        }
        empty("raw", "unconfigured");
    }

    private static void empty(String... queues) throws Exception {
        for (String queue : queues) {
            BROKER.queue(queue).deleteAllReferences();
        }
    }

    @Test
    void aStompClientReceivesTheEnvelopeAsJson() throws Exception {
        // Given
        publish(Client.STOMP, "text");

        // When
        try (StompClient client = StompClient.connect(BROKER.port())) {
            client.send(StompFrame.of("SUBSCRIBE", "id", "1", "destination", "wrapped", "ack", "auto"));
            StompFrame frame = client.message(PATIENCE).orElseThrow();

            // Then
            assertThat(frame.header("content-type")).isEqualTo("application/json");
            assertThat(JSON.readTree(frame.body()).get("Message").asText()).isEqualTo("text");
        }
        empty("raw", "unconfigured");
    }

    @Test
    void anMqttClientReceivesTheEnvelopeAsText() throws Exception {
        // Given
        publish(Client.MQTT, "text");

        // When
        try (MqttWorker worker = MqttWorker.subscribe(
                BROKER.port(), MqttOptions.of(5, MqttQos.AT_LEAST_ONCE), MqttWorker.topicOf("wrapped"))) {
            Received received = worker.receive(PATIENCE).orElseThrow();

            // Then
            assertThat(envelope(received).get("Message").asText()).isEqualTo("text");
            worker.acknowledge(received);
        }
        empty("raw", "unconfigured");
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void aDurableSubscriberGetsTheFormOfTheSubscriptionOfItsName(Client client) throws Exception {
        // Given
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageConsumer named =
                        session.createSharedDurableConsumer(session.createTopic("events"), "dashboard");
                MessageConsumer other = session.createSharedDurableConsumer(session.createTopic("events"), "other")) {
            connection.start();

            // When
            publish(client, "text");
            Publishers.publish(BROKER, client, "events", "filtered out", Map.of("amount", 13));

            // Then
            TextMessage enveloped = (TextMessage) named.receive(PATIENCE.toMillis());
            assertThat(JSON.readTree(enveloped.getText()).get("Message").asText())
                    .isEqualTo("text");
            assertThat(((TextMessage) other.receive(PATIENCE.toMillis())).getText())
                    .isEqualTo("text");
            assertThat(((TextMessage) other.receive(PATIENCE.toMillis())).getText())
                    .isEqualTo("filtered out");
            assertThat(named.receiveNoWait()).isNull();
            named.close();
            other.close();
            session.unsubscribe("dashboard");
            session.unsubscribe("other");
        }
        empty("raw", "wrapped", "unconfigured");
    }

    @Test
    void theEnvelopesOfAFifoTopicAreNumberedAndNotSigned() throws Exception {
        // When
        for (int number = 0; number < 3; number++) {
            Publishers.publish(
                    BROKER,
                    Client.values()[number],
                    "events.fifo",
                    "m" + number,
                    Map.of("JMSXGroupID", "g", "JMS_SQS_DeduplicationId", "id" + number));
        }

        // Then
        List<Received> ordered = Queues.drain(BROKER, "ordered.fifo", 3);
        String last = "";
        for (int number = 0; number < 3; number++) {
            JsonNode envelope = envelope(ordered.get(number));
            assertThat(envelope.get("Message").asText()).isEqualTo("m" + number);
            assertThat(envelope.get("SequenceNumber").asText()).hasSize(20).isGreaterThan(last);
            assertThat(envelope.has("Signature")).isFalse();
            assertThat(ordered.get(number).properties())
                    .containsEntry("JMSXGroupID", "g")
                    .containsEntry("JMS_SQS_DeduplicationId", "id" + number);
            last = envelope.get("SequenceNumber").asText();
        }
        assertThat(Queues.drain(BROKER, "standard", 3)).hasSize(3);
    }

    @Test
    void theEnvelopeStaysTheSameInRedeliveriesARestartAndTheDeadLetterQueue() throws Exception {
        // Given
        publish(Client.STOMP, "x".repeat(400_000));

        // When
        String first = receiveAndGiveBack("wrapped");
        BROKER.restart();
        String second = receiveAndGiveBack("wrapped");

        // Then
        assertThat(second).isEqualTo(first).hasSizeGreaterThan(400_000);
        assertThat(Queues.bodies(BROKER, "wrapped-dlq", 1)).containsExactly(first);
        empty("raw", "unconfigured");
    }

    private static String receiveAndGiveBack(String queue) throws JMSException {
        try (Connection connection = JmsClients.connect(BROKER, Client.CORE);
                Session session = connection.createSession(Session.SESSION_TRANSACTED);
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            connection.start();
            Message message = consumer.receive(PATIENCE.toMillis());
            String body = message.getBody(String.class);
            session.rollback();
            return body;
        }
    }

    @Test
    void anEnvelopeThatIsTooLargeForItsQueueGoesToTheDeadLetterQueueAsItIs() throws Exception {
        // When
        Publishers.publish(BROKER, Client.CORE, "tight", "x".repeat(600), Map.of());

        // Then
        JsonNode envelope = envelope(Queues.drain(BROKER, "too-large", 1).get(0));
        assertThat(envelope.get("Message").asText()).isEqualTo("x".repeat(600));
        assertThat(BROKER.messageCount("small")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"CORE", "QPID_JMS"})
    void whatHasNoTextIsRefusedAndThePublisherGoesOn(Client client) throws Exception {
        try (Connection connection = JmsClients.connect(BROKER, client);
                Session session = connection.createSession();
                MessageProducer producer = session.createProducer(session.createTopic("strict"))) {
            // When, Then
            assertThatThrownBy(() -> producer.send(session.createMapMessage()))
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("only text and bytes");
            producer.send(session.createTextMessage("text"));
        }
        assertThat(Queues.bodies(BROKER, "strict-queue", 1)).hasSize(1);
    }
}
