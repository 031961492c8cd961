package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.AmqpMessageInternals;
import io.sluice.broker.artemis.AmqpMessageInternals.Encoded;
import io.sluice.broker.artemis.AmqpMessageInternals.Places;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.codec.EncodingCodes;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a FIFO queue adds to an AMQP message, written without having all of it encoded, and decoded again, as
 * {@code reencode()} does: the number as an annotation and as an application property, and the time as another one. All else
 * is copied as it is. Used for messages of that protocol only.
 */
final class AppendedEntries {

    private static final byte ANNOTATIONS = 0x72;
    private static final byte APPLICATION_PROPERTIES = 0x74;
    private static final int VALUES_OF_AN_ENTRY = 2;
    private static final int TEXT_HEAD_BYTES = 2;

    private final SimpleString annotation;
    private final Symbol annotationSymbol;
    private final byte[] annotationKey;
    private final String textName;
    private final byte[] textKey;
    private final String numberName;
    private final byte[] numberKey;

    /** All names are short, and of ASCII. */
    AppendedEntries(SimpleString annotation, SimpleString textName, SimpleString numberName) {
        this.annotation = annotation;
        this.annotationSymbol = Symbol.valueOf(annotation.toString());
        this.annotationKey = encoded(EncodingCodes.SYM8, annotation.toString());
        this.textName = textName.toString();
        this.textKey = encoded(EncodingCodes.STR8, this.textName);
        this.numberName = numberName.toString();
        this.numberKey = encoded(EncodingCodes.STR8, this.numberName);
    }

    private static byte[] encoded(byte code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(TEXT_HEAD_BYTES + bytes.length)
                .put(code)
                .put((byte) bytes.length)
                .put(bytes)
                .array();
    }

    /**
     * Puts a short text in ASCII, as annotation and property, and a number into a message that only the calling thread knows.
     *
     * @return false if nothing was changed: the bytes are not up to date, cannot be gone on with, or have one of the names
     */
    boolean put(Message message, String text, long number) {
        if (!(message instanceof AMQPStandardMessage amqp) || !goesWhereItSays(amqp)) {
            return false;
        }
        Encoded encoded = Encoded.get(amqp);
        return encoded != null && put(amqp, encoded, text, number);
    }

    private boolean put(AMQPStandardMessage message, Encoded encoded, String text, long number) {
        EncodedMap annotations = annotations(encoded, message);
        EncodedMap properties = properties(encoded, message);
        if (annotations == null || properties == null) {
            return false;
        }
        byte[] value = encoded(EncodingCodes.STR8, text);
        byte[] newAnnotations = concat(annotationKey, value);
        byte[] newProperties = ByteBuffer.allocate(numberKey.length + 1 + Long.BYTES + textKey.length + value.length)
                .put(numberKey)
                .put(EncodingCodes.LONG)
                .putLong(number)
                .put(textKey)
                .put(value)
                .array();
        write(encoded, annotations, newAnnotations, properties, newProperties).putInto(message);
        message.setAnnotation(annotation, text);
        return true;
    }

    /** To be encoded again corrects an address that is not the one that the message was sent to. */
    private static boolean goesWhereItSays(AMQPStandardMessage message) {
        String said = AmqpMessageInternals.sentTo(message);
        return said == null || said.equals(message.getAddress());
    }

    private @Nullable EncodedMap annotations(Encoded encoded, AMQPStandardMessage message) {
        Map<?, ?> decoded = AmqpMessageInternals.annotations(message);
        Places places = encoded.places();
        int next = first(
                places.properties(),
                places.applicationProperties(),
                places.body(),
                encoded.bytes().limit());
        EncodedMap found = places.annotations() == AmqpMessageInternals.NOWHERE
                ? EncodedMap.missing(next)
                : EncodedMap.at(places.annotations(), ANNOTATIONS, encoded.bytes());
        return isExactly(found, next, decoded) && !decoded.containsKey(annotationSymbol) ? found : null;
    }

    private @Nullable EncodedMap properties(Encoded encoded, AMQPStandardMessage message) {
        if (message.containsProperty(textName) || message.containsProperty(numberName)) {
            return null;
        }
        Map<?, ?> decoded = AmqpMessageInternals.decodedProperties(message);
        Places places = encoded.places();
        int next = first(places.body(), encoded.bytes().limit());
        EncodedMap found = places.applicationProperties() == AmqpMessageInternals.NOWHERE
                ? EncodedMap.missing(next)
                : EncodedMap.at(places.applicationProperties(), APPLICATION_PROPERTIES, encoded.bytes());
        return isExactly(found, next, decoded == null ? Map.of() : decoded) ? found : null;
    }

    private static int first(int... places) {
        for (int place : places) {
            if (place != AmqpMessageInternals.NOWHERE) {
                return place;
            }
        }
        return AmqpMessageInternals.NOWHERE;
    }

    /** Whether a section ends where the next one begins, and has as many entries as were decoded. */
    private static boolean isExactly(@Nullable EncodedMap found, int next, Map<?, ?> decoded) {
        return found != null && found.end() == next && found.count() == VALUES_OF_AN_ENTRY * decoded.size();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static Encoded write(
            Encoded encoded,
            EncodedMap annotations,
            byte[] newAnnotations,
            EncodedMap properties,
            byte[] newProperties) {
        ReadableBuffer bytes = encoded.bytes().duplicate();
        int moreAnnotations = VALUES_OF_AN_ENTRY;
        int moreProperties = 2 * VALUES_OF_AN_ENTRY;
        int longer = annotations.lengthWith(newAnnotations, moreAnnotations) - annotations.end() + annotations.start();
        int muchLonger =
                longer + properties.lengthWith(newProperties, moreProperties) - properties.end() + properties.start();
        int end = bytes.limit();
        ByteBuffer target = ByteBuffer.allocate(end + muchLonger);
        EncodedMap.copy(bytes, 0, annotations.start(), target);
        annotations.writeWith(newAnnotations, moreAnnotations, ANNOTATIONS, bytes, target);
        EncodedMap.copy(bytes, annotations.end(), properties.start(), target);
        properties.writeWith(newProperties, moreProperties, APPLICATION_PROPERTIES, bytes, target);
        EncodedMap.copy(bytes, properties.end(), end, target);
        Places places = encoded.places();
        return new Encoded(
                ReadableBuffer.ByteBufferReader.wrap(target.rewind()),
                new Places(
                        annotations.start(),
                        moved(places.properties(), longer),
                        properties.start() + longer,
                        moved(places.body(), muchLonger)));
    }

    private static int moved(int place, int by) {
        return place == AmqpMessageInternals.NOWHERE ? place : place + by;
    }
}
