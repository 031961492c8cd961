package io.sluice.broker.artemis.delivery;

import static io.sluice.broker.artemis.delivery.DeliveryScene.PATIENCE;
import static io.sluice.broker.artemis.delivery.DeliveryScene.json;
import static io.sluice.broker.artemis.delivery.DeliveryScene.queueOf;
import static io.sluice.broker.artemis.delivery.DeliveryScene.retries;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.broker.artemis.envelope.BodyText;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.WorkerKind;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In which form the messages of each protocol reach endpoints, and how a subscription is confirmed (SEMANTICS 3.3, 3.4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MessageFormIT {

    private final EmbeddedBroker broker = EmbeddedBroker.configuredWith("queues: { envelope-dlq: {} }");
    private DeliveryScene scene;

    @BeforeAll
    void start() throws Exception {
        broker.start();
        scene = new DeliveryScene(broker);
        scene.subscribe(scene.toFunction("forms", Optional.of(retries(0)), Optional.of("forms-dlq")));
    }

    @AfterAll
    void stop() {
        scene.close();
        broker.close();
    }

    @BeforeEach
    void forget() {
        scene.hook.answerWith(post -> 200);
        scene.calls.clear();
    }

    private OutgoingMessage delivered() {
        await().atMost(PATIENCE).until(() -> scene.calls.size() == 1);
        return scene.calls.get(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void deliversTextWithPropertiesAsAttributes(WorkerKind.Client client) throws Exception {
        // When
        scene.send("forms", client, session -> {
            TextMessage message = session.createTextMessage("Größe");
            message.setStringProperty("type", "created");
            message.setIntProperty("amount", 1200);
            message.setDoubleProperty("rate", 0.25);
            message.setBooleanProperty("urgent", true);
            message.setStringProperty("sluice_subject", "News\nof today");
            return message;
        });
        OutgoingMessage message = delivered();

        // Then
        assertThat(message.body()).isEqualTo("Größe");
        assertThat(message.isRaw()).isTrue();
        assertThat(message.subject()).contains("News of today");
        assertThat(message.attributes())
                .isEqualTo(Map.of("type", "created", "amount", "1200", "rate", "0.25", "urgent", "true"));
        assertThat(message.messageId()).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void deliversBytesThatAreTextAsTextAndOthersInBase64(WorkerKind.Client client) throws Exception {
        for (byte[] body : List.of("{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff, 1})) {
            // When
            scene.calls.clear();
            scene.send("forms", client, session -> {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(body);
                return message;
            });

            // Then
            assertThat(delivered().body()).isEqualTo(body.length == 2 ? "/wE=" : "{\"a\":\"ü\"}");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS", "OPENWIRE"})
    void movesAPublishedMessageAsItIsToTheDeadLetterQueue(WorkerKind.Client client) throws Exception {
        // Given
        String name = "letters-" + client.name().toLowerCase(Locale.ROOT);
        scene.subscribe(scene.toFunction(name, Optional.of(retries(0)), Optional.of(name + "-dlq")));
        scene.function = message -> {
            throw new IOException("never\nagain");
        };

        // When
        scene.send(name, client, session -> {
            TextMessage message = session.createTextMessage("text");
            message.setStringProperty("type", "created");
            return message;
        });
        Message letter = scene.take(name + "-dlq");
        scene.function = message -> {};

        // Then
        assertThat(letter.getBody(String.class)).isEqualTo("text");
        assertThat(letter.getStringProperty("type")).isEqualTo("created");
        assertThat(letter.getStringProperty("sluice_dead_letter_reason")).isEqualTo("DeliveryFailed");
        assertThat(letter.getStringProperty("sluice_delivery_error"))
                .isEqualTo("the function failed: java.io.IOException: never again");
        assertThat(letter.getIntProperty("sluice_delivery_attempts")).isEqualTo(1);
    }

    @Test
    void asksAgainWhenTheConfigurationIsReadAgain() throws Exception {
        // Given
        scene.hook.answerWith(post -> 404);
        scene.subscribe(scene.toHook("deaf", true, retries(0)));
        await().atMost(PATIENCE).until(() -> scene.hook.posts("/deaf").size() == 1);

        // When
        scene.hook.answerWith(post -> 200);
        scene.configure(DeliveryScene.allowing(scene.hook.url()));
        await().atMost(PATIENCE).until(() -> scene.hook.posts("/deaf").size() == 2);

        // Then
        assertThat(json(scene.hook.posts("/deaf").get(1)).get("Token"))
                .isEqualTo(json(scene.hook.posts("/deaf").get(0)).get("Token"));
    }

    @Test
    void readsTheTypesOfStompHeaders() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("typed", false, retries(0)));

        // When
        try (StompClient client = StompClient.connect(broker.port())) {
            client.send(StompFrame.of(
                            "SEND",
                            "destination",
                            queueOf("typed"),
                            "amount",
                            "12",
                            "tags",
                            "[\"a\"]",
                            "sluice_types",
                            "amount=Number, tags=String.Array")
                    .withBody("x"));
            scene.awaitEmpty("typed");
            await().atMost(PATIENCE)
                    .until(() -> !scene.hook.notifications("/typed").isEmpty());
        }

        // Then
        JsonNode attributes = json(scene.hook.notifications("/typed").get(0)).get("MessageAttributes");
        assertThat(attributes.get("amount").toString()).isEqualTo("{\"Type\":\"Number\",\"Value\":\"12\"}");
        assertThat(attributes.get("tags").toString())
                .isEqualTo("{\"Type\":\"String.Array\",\"Value\":\"[\\\"a\\\"]\"}");
        assertThat(attributes.has("sluice_types")).isFalse();
    }

    @Test
    void asksTheOwnerAndDeliversWhatWaitedAfterTheTokenCameBack() throws Exception {
        // Given
        scene.subscribe(scene.toHook("asked", true, retries(0)));
        scene.send("asked", "waited");
        await().atMost(PATIENCE).until(() -> scene.hook.posts("/asked").size() == 1);
        HookServer.Post request = scene.hook.posts("/asked").get(0);
        JsonNode envelope = json(request);
        String arn = envelope.get("TopicArn").asText();
        String token = envelope.get("Token").asText();

        // When
        assertThat(scene.confirm(arn, token + "0")).isEmpty();
        assertThat(scene.confirm(arn + "0", token)).isEmpty();
        assertThat(scene.confirm(arn, "")).isEmpty();
        assertThat(broker.consumerCount(queueOf("asked"))).isZero();
        Optional<String> confirmed = scene.confirm(arn, token);

        // Then
        scene.awaitEmpty("asked");
        HookServer.Post notification = scene.hook.notifications("/asked").get(0);
        assertThat(notification.body()).isEqualTo("waited");
        assertThat(notification.header("x-amz-sns-rawdelivery")).isEqualTo("true");
        assertThat(confirmed).contains(notification.header("x-amz-sns-subscription-arn"));
        assertThat(scene.confirm(arn, token)).isEqualTo(confirmed);
        assertThat(request.header("x-amz-sns-message-type")).isEqualTo("SubscriptionConfirmation");
        assertThat(request.header("x-amz-sns-subscription-arn")).isEqualTo("null");
        assertThat(envelope.get("SubscribeURL").asText())
                .contains("?Action=ConfirmSubscription&TopicArn=arn%3Aaws%3Asns%3Alocal%3A000000000000%3Anews&Token="
                        + token);
        verify(envelope, "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");
    }

    /** As a client of SNS does it, with the certificate of the URL that the envelope names. */
    private void verify(JsonNode envelope, String... fields) throws Exception {
        String path = URI.create(envelope.get("SigningCertURL").asText()).getPath();
        String pem = scene.environment().certificate(path.substring(1)).orElseThrow();
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder text = new StringBuilder();
        for (String field : fields) {
            if (envelope.has(field)) {
                text.append(field)
                        .append('\n')
                        .append(envelope.get(field).asText())
                        .append('\n');
            }
        }
        Signature signature = Signature.getInstance("SHA1withRSA");
        signature.initVerify(certificate);
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(envelope.get("Signature").asText())))
                .isTrue();
    }

    @Test
    void signsEnvelopesAndMovesOneThatCouldNotBeDeliveredToTheDeadLetterQueueAndBack() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("envelope", false, retries(0)));
        scene.hook.answerWith(post -> post.isNotification() ? 500 : 200);

        // When
        scene.send("envelope", WorkerKind.Client.QPID_JMS, session -> {
            TextMessage message = session.createTextMessage("text");
            message.setStringProperty("type", "created");
            return message;
        });
        await().atMost(PATIENCE).until(() -> broker.messageCount("envelope-dlq") == 1);
        scene.hook.answerWith(post -> 200);
        scene.send("envelope", WorkerKind.Client.CORE, session -> copyOf(scene.take("envelope-dlq"), session));
        await().atMost(PATIENCE)
                .until(() -> scene.hook.notifications("/envelope").size() == 2);

        // Then
        HookServer.Post first = scene.hook.notifications("/envelope").get(0);
        HookServer.Post second = scene.hook.notifications("/envelope").get(1);
        JsonNode envelope = json(first);
        verify(envelope, "Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
        assertThat(envelope.get("Message").asText()).isEqualTo("text");
        assertThat(envelope.get("MessageAttributes").get("type").get("Value").asText())
                .isEqualTo("created");
        assertThat(envelope.get("MessageId").asText()).isEqualTo(first.header("x-amz-sns-message-id"));
        assertThat(first.header("x-amz-sns-rawdelivery")).isEqualTo("null");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("x-amz-sns-message-id")).isEqualTo(first.header("x-amz-sns-message-id"));
    }

    private static Message copyOf(Message letter, Session session) throws JMSException {
        assertThat(letter.getStringProperty("type")).isEqualTo("created");
        assertThat(letter.getStringProperty("sluice_delivery_form")).isEqualTo("envelope");
        TextMessage copy = session.createTextMessage(letter.getBody(String.class));
        for (String name : List.of("type", "sluice_delivery_form", "sluice_message_id")) {
            copy.setStringProperty(name, letter.getStringProperty(name));
        }
        return copy;
    }

    @Test
    void picksTheBodyOfTheProtocolAndThenHasNoAttributes() throws Exception {
        // Given
        scene.subscribeAndConfirm(scene.toHook("structured", false, retries(0)));

        // When
        scene.send("structured", WorkerKind.Client.CORE, session -> {
            TextMessage message = session.createTextMessage("{\"default\":\"d\",\"http\":\"h\",\"sqs\":\"s\"}");
            message.setStringProperty("sluice_message_structure", "json");
            message.setStringProperty("type", "created");
            return message;
        });
        scene.awaitEmpty("structured");

        // Then
        JsonNode envelope = json(scene.hook.notifications("/structured").get(0));
        assertThat(envelope.get("Message").asText()).isEqualTo("h");
        assertThat(envelope.has("MessageAttributes")).isFalse();
    }

    @Test
    void refusesWhatNoEndpointCanHave() throws Exception {
        // Given
        String large = "x".repeat((int) BodyText.MOST_ENCODED_BYTES / 2);

        // When
        scene.send("forms", WorkerKind.Client.CORE, session -> session.createObjectMessage("object"));
        scene.send("forms", WorkerKind.Client.CORE, session -> session.createMapMessage());
        scene.send("forms", WorkerKind.Client.CORE, session -> session.createTextMessage(large));
        scene.send("forms", WorkerKind.Client.CORE, session -> {
            TextMessage message = session.createTextMessage("{\"http\":\"h\"}");
            message.setStringProperty("sluice_message_structure", "json");
            return message;
        });
        scene.awaitEmpty("forms");

        // Then
        assertThat(scene.calls).isEmpty();
        List<String> errors = List.of(error(), error(), error(), error());
        assertThat(errors)
                .anyMatch(error -> error.startsWith("only text and bytes"))
                .anyMatch(error -> error.contains("bytes; at most"))
                .anyMatch(error -> error.endsWith("No default entry in JSON message body"));
    }

    private String error() throws Exception {
        Message letter = scene.take("forms-dlq");
        assertThat(letter.getStringProperty("sluice_dead_letter_reason")).isEqualTo("DeliveryRefused");
        return letter.getStringProperty("sluice_delivery_error");
    }

    @ParameterizedTest
    @EnumSource(
            value = WorkerKind.Client.class,
            names = {"CORE", "QPID_JMS"})
    void deliversLargeMessages(WorkerKind.Client client) throws Exception {
        // Given
        String large = "ü".repeat(500_000);

        // When
        scene.send("forms", client, session -> session.createTextMessage(large));

        // Then
        assertThat(delivered().body()).isEqualTo(large);
        scene.awaitEmpty("forms");
    }
}
