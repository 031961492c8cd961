package io.sluice.broker.fanout.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.fanout.TopicArn;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SEMANTICS 3.4. Signatures are checked as a client of SNS does it: from the fields of the envelope alone. */
class EnvelopeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final URI CERTIFICATE = URI.create("http://broker.example:8161/cert.pem");
    private static final Instant TIME = Instant.parse("2026-11-21T08:15:30.007Z");
    private static KeyPair keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        keys = generator.generateKeyPair();
    }

    private static EnvelopeSigner signer(SignatureVersion version) {
        return new EnvelopeSigner(keys.getPrivate(), CERTIFICATE, version);
    }

    private static Notification notification(Optional<String> subject, String text, Optional<String> sequenceNumber) {
        return new Notification(
                "b7c6f1f0-0000-4000-8000-000000000001",
                TopicArn.of("order-events"),
                subject,
                text,
                TIME,
                Map.of(
                        "type", new MessageAttribute("String", "created"),
                        "amount", new MessageAttribute("Number", "12.5"),
                        "raw", new MessageAttribute("Binary", "AQI=")),
                sequenceNumber,
                URI.create("http://broker.example:8161/?Action=Unsubscribe"));
    }

    private static void verify(JsonNode envelope, List<String> fields, SignatureVersion version) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String field : fields) {
            if (envelope.has(field)) {
                text.append(field)
                        .append('\n')
                        .append(envelope.get(field).asText())
                        .append('\n');
            }
        }
        Signature signature = Signature.getInstance(version == SignatureVersion.V1 ? "SHA1withRSA" : "SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(
                        Base64.getDecoder().decode(envelope.get("Signature").asText())))
                .as("signature of %s", envelope)
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void hasTheFieldsOfSnsInTheirOrderAndASignatureThatHolds(SignatureVersion version) throws Exception {
        // When
        JsonNode envelope = JSON.readTree(
                Envelope.of(notification(Optional.of("News"), "Größe \"1\"\n", Optional.empty()), signer(version)));

        // Then
        assertThat(envelope.fieldNames())
                .toIterable()
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Subject",
                        "Message",
                        "Timestamp",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL",
                        "UnsubscribeURL",
                        "MessageAttributes");
        assertThat(envelope.get("Type").asText()).isEqualTo("Notification");
        assertThat(envelope.get("TopicArn").asText()).isEqualTo("arn:aws:sns:local:000000000000:order-events");
        assertThat(envelope.get("Message").asText()).isEqualTo("Größe \"1\"\n");
        assertThat(envelope.get("Timestamp").asText()).isEqualTo("2026-11-21T08:15:30.007Z");
        assertThat(envelope.get("SignatureVersion").asText()).isEqualTo(version == SignatureVersion.V1 ? "1" : "2");
        assertThat(envelope.get("SigningCertURL").asText()).isEqualTo(CERTIFICATE.toString());
        assertThat(envelope.get("MessageAttributes").toString())
                .isEqualTo("{\"amount\":{\"Type\":\"Number\",\"Value\":\"12.5\"},"
                        + "\"raw\":{\"Type\":\"Binary\",\"Value\":\"AQI=\"},"
                        + "\"type\":{\"Type\":\"String\",\"Value\":\"created\"}}");
        verify(envelope, List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"), version);
    }

    @Test
    void leavesOutSubjectAndAttributesThatAreNotThere() throws Exception {
        // Given
        Notification bare = new Notification(
                "id",
                "arn",
                Optional.empty(),
                "",
                TIME,
                Map.of(),
                Optional.empty(),
                URI.create("http://broker.example/"));

        // When
        JsonNode envelope = JSON.readTree(Envelope.of(bare, signer(SignatureVersion.V1)));

        // Then
        assertThat(envelope.has("Subject")).isFalse();
        assertThat(envelope.has("MessageAttributes")).isFalse();
        verify(envelope, List.of("Message", "MessageId", "Timestamp", "TopicArn", "Type"), SignatureVersion.V1);
    }

    @Test
    void hasTheSequenceNumberAndNoSignatureForAFifoTopic() throws Exception {
        // When
        JsonNode envelope = JSON.readTree(Envelope.of(
                notification(Optional.empty(), "x", Optional.of("00000000000000000042")), signer(SignatureVersion.V1)));

        // Then
        assertThat(envelope.fieldNames())
                .toIterable()
                .containsExactly(
                        "Type",
                        "MessageId",
                        "SequenceNumber",
                        "TopicArn",
                        "Message",
                        "Timestamp",
                        "UnsubscribeURL",
                        "MessageAttributes");
    }

    @ParameterizedTest
    @EnumSource
    void signsRequestsToConfirm(SignatureVersion version) throws Exception {
        for (boolean isEnd : new boolean[] {false, true}) {
            // Given
            ConfirmationRequest request = new ConfirmationRequest(
                    isEnd,
                    "id",
                    "abc123",
                    TopicArn.of("order-events"),
                    TopicArn.of("order-events", "hook"),
                    URI.create("http://broker.example:8161/?Action=ConfirmSubscription&Token=abc123"),
                    TIME);

            // When
            JsonNode envelope = JSON.readTree(Envelope.of(request, signer(version)));

            // Then
            assertThat(envelope.get("Type").asText())
                    .isEqualTo(isEnd ? "UnsubscribeConfirmation" : "SubscriptionConfirmation");
            assertThat(envelope.get("Token").asText()).isEqualTo("abc123");
            assertThat(envelope.get("Message").asText()).contains("SubscribeURL included in this message.");
            verify(
                    envelope,
                    List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
                    version);
            assertThat(request.toString()).doesNotContain("abc123");
        }
    }

    @Test
    void hasAnotherSignatureForAnotherText() {
        assertThat(signer(SignatureVersion.V2).sign("a"))
                .isNotEqualTo(signer(SignatureVersion.V2).sign("b"));
    }

    @Test
    void isTheSameForAllSubscribersButForTheLink() {
        // Given
        Notification first = notification(
                Optional.of("\"UnsubscribeURL\":\"http://broker.example:8161/?Action=Unsubscribe\""),
                "{\"UnsubscribeURL\":\"http://broker.example:8161/?Action=Unsubscribe\"}",
                Optional.empty());
        EnvelopeSigner signer = signer(SignatureVersion.V2);
        String text = Envelope.of(first, signer);

        // When
        SharedEnvelope shared = SharedEnvelope.of(first, signer);

        // Then
        assertThat(shared.textFor(first.unsubscribeUrl())).isEqualTo(text);
        assertThat(shared.textFor(URI.create("http://other/?s=t%3As")))
                .isEqualTo(text.replace(
                        "\"UnsubscribeURL\":\"" + first.unsubscribeUrl() + "\",\"MessageAttributes\"",
                        "\"UnsubscribeURL\":\"http://other/?s=t%3As\",\"MessageAttributes\""));
    }
}
