package io.sluice.broker.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Writes a part of the file as JSON. What is written is bounded whatever aliases say: they can stand for far more than
 * the file has.
 */
final class JsonOfYaml {

    /** As long as a filter policy of SNS may be. */
    static final int MAXIMUM_LENGTH = 256 * 1024;

    private static final int LONGEST_NUMBER = 100;
    private static final int HEXADECIMAL = 16;
    private static final int OCTAL = 8;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json;

    private JsonOfYaml() throws IOException {
        json = FACTORY.createGenerator(text);
    }

    /** What cannot be written; the message is the end of a sentence that begins with the key. */
    static final class NotJsonException extends Exception {

        private static final long serialVersionUID = 1L;

        NotJsonException(String message) {
            super(message);
        }
    }

    static String of(Node node) throws NotJsonException {
        try {
            JsonOfYaml writer = new JsonOfYaml();
            writer.write(node, 0);
            writer.json.close();
            return writer.text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Node node, int depth) throws IOException, NotJsonException {
        if (depth > YamlDocument.MAXIMUM_DEPTH) {
            throw new NotJsonException("is nested more than " + YamlDocument.MAXIMUM_DEPTH + " deep");
        }
        json.flush();
        if (text.getBuffer().length() > MAXIMUM_LENGTH) {
            throw new NotJsonException("is larger than " + MAXIMUM_LENGTH + " characters");
        }
        if (node instanceof MappingNode mapping) {
            json.writeStartObject();
            for (NodeTuple tuple : mapping.getValue()) {
                json.writeFieldName(keyOf(tuple));
                write(tuple.getValueNode(), depth + 1);
            }
            json.writeEndObject();
        } else if (node instanceof SequenceNode sequence) {
            json.writeStartArray();
            for (Node element : sequence.getValue()) {
                write(element, depth + 1);
            }
            json.writeEndArray();
        } else if (node instanceof ScalarNode scalar) {
            write(scalar);
        }
    }

    private static String keyOf(NodeTuple tuple) throws NotJsonException {
        if (tuple.getKeyNode() instanceof ScalarNode key) {
            return key.getValue();
        }
        throw new NotJsonException("has a list or mapping as a key; a key is a single value");
    }

    private void write(ScalarNode scalar) throws IOException, NotJsonException {
        Tag tag = scalar.getTag();
        String value = scalar.getValue();
        if (Tag.NULL.equals(tag)) {
            json.writeNull();
        } else if (Tag.BOOL.equals(tag)) {
            json.writeBoolean(value.equalsIgnoreCase("true"));
        } else if (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag)) {
            json.writeNumber(number(value).toString());
        } else {
            json.writeString(value);
        }
    }

    private static Number number(String value) throws NotJsonException {
        if (value.length() > LONGEST_NUMBER) {
            throw new NotJsonException("has a number of more than " + LONGEST_NUMBER + " characters");
        }
        if (value.startsWith("0x")) {
            return new BigInteger(value.substring(2), HEXADECIMAL);
        }
        if (value.startsWith("0o")) {
            return new BigInteger(value.substring(2), OCTAL);
        }
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException infiniteOrNone) {
            throw new NotJsonException("holds " + Problems.shown(value) + ", which is no number of JSON");
        }
    }
}
