package io.sluice.broker.fanout.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the JSON envelope (SEMANTICS 3.4). What is signed is, for each of the fields that count and are there, in the order of
 * their names, a line with the name and a line with the value.
 */
public final class Envelope {

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> signed = new TreeMap<>();

    private Envelope() {}

    /** The envelope of a message. */
    public static String of(Notification notification, EnvelopeSigner signer) {
        Envelope envelope = new Envelope();
        envelope.put("Type", "Notification");
        envelope.put("MessageId", notification.messageId());
        notification.sequenceNumber().ifPresent(number -> envelope.fields.put("SequenceNumber", number));
        envelope.put("TopicArn", notification.topicArn());
        notification.subject().ifPresent(subject -> envelope.put("Subject", subject));
        envelope.put("Message", notification.message());
        envelope.put("Timestamp", written(notification.timestamp()));
        if (notification.sequenceNumber().isEmpty()) {
            envelope.sign(signer);
        }
        envelope.fields.put("UnsubscribeURL", notification.unsubscribeUrl().toString());
        return envelope.json(notification.attributes());
    }

    /** The envelope of a request to confirm. */
    public static String of(ConfirmationRequest request, EnvelopeSigner signer) {
        Envelope envelope = new Envelope();
        envelope.put("Type", request.type());
        envelope.put("MessageId", request.messageId());
        envelope.put("Token", request.token());
        envelope.put("TopicArn", request.topicArn());
        envelope.put("Message", request.message());
        envelope.put("SubscribeURL", request.subscribeUrl().toString());
        envelope.put("Timestamp", written(request.timestamp()));
        envelope.sign(signer);
        return envelope.json(Map.of());
    }

    private static String written(Instant timestamp) {
        return TIMESTAMP.format(timestamp);
    }

    private void put(String name, String value) {
        fields.put(name, value);
        signed.put(name, value);
    }

    private void sign(EnvelopeSigner signer) {
        StringBuilder text = new StringBuilder();
        signed.forEach(
                (name, value) -> text.append(name).append('\n').append(value).append('\n'));
        fields.put("SignatureVersion", signer.version().spelling());
        fields.put("Signature", signer.sign(text.toString()));
        fields.put("SigningCertURL", signer.certificateUrl().toString());
    }

    private String json(Map<String, MessageAttribute> attributes) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            if (!attributes.isEmpty()) {
                json.writeObjectFieldStart("MessageAttributes");
                for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
                    json.writeObjectFieldStart(attribute.getKey());
                    json.writeStringField("Type", attribute.getValue().type());
                    json.writeStringField("Value", attribute.getValue().value());
                    json.writeEndObject();
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing can go wrong in memory", e);
        }
        return text.toString();
    }
}
