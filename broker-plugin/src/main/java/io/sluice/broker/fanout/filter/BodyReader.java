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
        if (!looksLikeAnObject(payload)) {
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

    /** Plain text, and JSON that was cut off, is told by its first and last character: that costs less than an exception of the parser. */
    private static boolean looksLikeAnObject(Payload payload) {
        int first = 0;
        int last = length(payload) - 1;
        while (first < last && mayBeAround(at(payload, first))) {
            first++;
        }
        while (first < last && mayBeAround(at(payload, last))) {
            last--;
        }
        return first < last && at(payload, first) == '{' && at(payload, last) == '}';
    }

    /** White space, and what marks or fills the characters of other encodings than UTF-8. */
    private static boolean mayBeAround(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c <= 0 || c == '\ufeff';
    }

    private static int length(Payload payload) {
        return payload instanceof Payload.Text text ? text.json().length() : ((Payload.Bytes) payload).length();
    }

    private static int at(Payload payload, int index) {
        if (payload instanceof Payload.Text text) {
            return text.json().charAt(index);
        }
        Payload.Bytes bytes = (Payload.Bytes) payload;
        return bytes.array()[bytes.offset() + index];
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
