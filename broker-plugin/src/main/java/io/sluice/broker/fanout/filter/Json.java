package io.sluice.broker.fanout.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JSON of a policy before it is checked. Numbers keep the digits that they are written with. */
sealed interface Json {

    record Members(Map<String, Json> byName) implements Json {
        @Override
        public String text() {
            return "{";
        }
    }

    record Elements(List<Json> list) implements Json {
        @Override
        public String text() {
            return "[";
        }
    }

    record Text(String text) implements Json {}

    record Digits(String text) implements Json {}

    enum Word implements Json {
        TRUE,
        FALSE,
        NULL;

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What error messages quote: the content of a simple value, the opening bracket of others. */
    String text();

    /** The value in its shortest form. */
    default void writeTo(StringBuilder out) {
        if (this instanceof Members members) {
            char separator = '{';
            for (Map.Entry<String, Json> member : members.byName.entrySet()) {
                out.append(separator);
                quote(member.getKey(), out);
                out.append(':');
                member.getValue().writeTo(out);
                separator = ',';
            }
            out.append(members.byName.isEmpty() ? "{}" : "}");
        } else if (this instanceof Elements elements) {
            char separator = '[';
            for (Json element : elements.list) {
                out.append(separator);
                element.writeTo(out);
                separator = ',';
            }
            out.append(elements.list.isEmpty() ? "[]" : "]");
        } else if (this instanceof Text) {
            quote(text(), out);
        } else {
            out.append(text());
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(text))
                .append('"');
    }

    /** Reads one value; nothing may follow it. */
    static Json parse(String json) throws JsonProcessingException {
        try (JsonParser parser = Reader.FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new JsonParseException(parser, "No content");
            }
            Json value = Reader.read(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "Unexpected content after the policy");
            }
            return value;
        } catch (JsonProcessingException malformed) {
            throw malformed;
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from a string failed", impossible);
        }
    }

    /** Turns tokens into values. */
    final class Reader {

        private static final int MAXIMUM_DEPTH = 100;

        private static final JsonFactory FACTORY = new JsonFactoryBuilder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAXIMUM_DEPTH)
                        .build())
                .build();

        private Reader() {}

        private static Json read(JsonParser parser) throws IOException {
            return switch (parser.currentToken()) {
                case START_OBJECT -> members(parser);
                case START_ARRAY -> elements(parser);
                case VALUE_STRING -> new Text(parser.getText());
                case VALUE_TRUE -> Word.TRUE;
                case VALUE_FALSE -> Word.FALSE;
                case VALUE_NULL -> Word.NULL;
                default -> new Digits(parser.getText());
            };
        }

        private static Json members(JsonParser parser) throws IOException {
            Map<String, Json> byName = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                byName.put(name, read(parser));
            }
            return new Members(byName);
        }

        private static Json elements(JsonParser parser) throws IOException {
            List<Json> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(read(parser));
            }
            return new Elements(list);
        }
    }
}
