package io.sluice.broker.fanout.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sluice.broker.fanout.filter.rule.Decimals;
import io.sluice.broker.fanout.filter.rule.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values that policies ask for out of JSON, in one pass and without building a tree of the rest. What is no JSON
 * object, or nests deeper than {@value #MAXIMUM_DEPTH} levels, is no object.
 */
final class BodyReader {

    static final int MAXIMUM_DEPTH = 500;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .build())
            .build();

    private final JsonParser parser;
    private final KeysInUse keys;

    private BodyReader(JsonParser parser, KeysInUse keys) {
        this.parser = parser;
        this.keys = keys;
    }

    /** The values of these keys; null if the payload is not one well-formed JSON object. */
    static @Nullable Content read(Payload payload, KeysInUse keys) {
        if (!startsLikeAnObject(payload)) {
            return null;
        }
        try (JsonParser parser = parser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            Content content = new Content();
            new BodyReader(parser, keys).readObject("", content);
            return parser.nextToken() == null ? content : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** The elements of a JSON array, nested arrays included; null if the text is not one well-formed JSON array. */
    static @Nullable List<Value> readArray(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            List<Value> values = new ArrayList<>();
            int depth = 1;
            while (depth > 0) {
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else if (token == JsonToken.START_OBJECT) {
                    parser.skipChildren();
                } else {
                    values.add(value(parser));
                }
            }
            return parser.nextToken() == null ? values : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Plain text is told from JSON by its first character, which costs less than an exception of the parser. */
    private static boolean startsLikeAnObject(Payload payload) {
        int length = payload instanceof Payload.Text text ? text.json().length() : ((Payload.Bytes) payload).length();
        for (int i = 0; i < length; i++) {
            int c = payload instanceof Payload.Text text
                    ? text.json().charAt(i)
                    : ((Payload.Bytes) payload).array()[((Payload.Bytes) payload).offset() + i];
            if (c == '{') {
                return true;
            }
            boolean mayPrecede = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c <= 0 || c == '\ufeff';
            if (!mayPrecede) {
                return false;
            }
        }
        return false;
    }

    private static JsonParser parser(Payload payload) throws IOException {
        if (payload instanceof Payload.Text text) {
            return JSON.createParser(text.json());
        }
        Payload.Bytes bytes = (Payload.Bytes) payload;
        return JSON.createParser(bytes.array(), bytes.offset(), bytes.length());
    }

    private void readObject(String path, Content content) throws IOException {
        String name = parser.nextFieldName();
        while (name != null) {
            String key = path.isEmpty() ? name : path + '.' + name;
            JsonToken token = parser.nextToken();
            boolean wanted = keys.isKey(key);
            boolean descend = keys.isAbove(key);
            if (token == JsonToken.START_ARRAY && (wanted || descend)) {
                readArray(key, content);
            } else if (token == JsonToken.START_OBJECT && descend) {
                readObject(key, content);
            } else if (token.isScalarValue() && wanted) {
                content.add(key, value(parser));
            } else {
                parser.skipChildren();
            }
            name = parser.nextFieldName();
        }
    }

    private void readArray(String key, Content content) throws IOException {
        boolean wanted = keys.isKey(key);
        boolean descend = keys.isAbove(key);
        List<Content> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                Content element = new Content();
                readArray(key, element);
                addIfAny(element, elements);
            } else if (token == JsonToken.START_OBJECT && descend) {
                Content element = new Content();
                readObject(key, element);
                addIfAny(element, elements);
            } else if (token.isScalarValue() && wanted) {
                content.add(key, value(parser));
            } else {
                parser.skipChildren();
            }
        }
        content.addArray(elements);
    }

    private static void addIfAny(Content element, List<Content> elements) {
        if (!element.isEmpty()) {
            elements.add(element);
        }
    }

    private static Value value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_TRUE -> Value.Constant.TRUE;
            case VALUE_FALSE -> Value.Constant.FALSE;
            case VALUE_NULL -> Value.Constant.NULL;
            default -> number(parser.getText());
        };
    }

    private static Value number(String text) {
        BigDecimal number = Decimals.parse(text);
        return number == null ? Value.Constant.OPAQUE : new Value.Numeric(number);
    }
}
