package io.sluice.broker.fanout.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The bodies of a message with {@code MessageStructure} json: an object with a text named {@code default} and others named by
 * protocol. Members that are no text are ignored; a member that stands there twice makes the message invalid. Immutable.
 */
public final class MessageStructure {

    private static final String DEFAULT = "default";
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Map<String, String> bodies;

    private MessageStructure(Map<String, String> bodies) {
        this.bodies = bodies;
    }

    /** Reads a body. What is too deep or too long for the parser is refused as text that is no JSON. */
    public static MessageStructure parse(String body) throws InvalidMessageStructureException {
        Map<String, String> bodies;
        try (JsonParser parser = JSON.createParser(body)) {
            bodies = read(parser);
        } catch (IOException e) {
            throw unparsable();
        }
        if (!bodies.containsKey(DEFAULT)) {
            throw new InvalidMessageStructureException(
                    "Invalid parameter: Message Structure - No default entry in JSON message body");
        }
        return new MessageStructure(bodies);
    }

    private static Map<String, String> read(JsonParser parser) throws IOException, InvalidMessageStructureException {
        Map<String, String> bodies = new HashMap<>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw unparsable();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                bodies.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw unparsable();
        }
        return bodies;
    }

    private static InvalidMessageStructureException unparsable() {
        return new InvalidMessageStructureException(
                "Invalid parameter: Message Structure - JSON message body failed to parse");
    }

    /** The body for subscribers of a protocol, such as {@code https} or {@code sqs}. */
    public String bodyFor(String protocol) {
        String own = bodies.get(protocol);
        return own == null ? bodies.getOrDefault(DEFAULT, "") : own;
    }
}
