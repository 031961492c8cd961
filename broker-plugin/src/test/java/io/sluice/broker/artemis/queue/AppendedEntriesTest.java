package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.artemis.AmqpMessageInternals.Encoded;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedByte;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.DeliveryAnnotations;
import org.apache.qpid.proton.amqp.messaging.Footer;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.message.impl.MessageImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendedEntriesTest {

    private static final String ANNOTATION = "x-opt-number-of-the-broker";
    private static final String TEXT_NAME = "number of the broker";
    private static final String NUMBER_NAME = "time of the broker";
    private static final String TEXT = "00000000000000004711";
    private static final long NUMBER = 1_700_000_000_123L;
    private static final AppendedEntries ENTRIES =
            new AppendedEntries(SimpleString.of(ANNOTATION), SimpleString.of(TEXT_NAME), SimpleString.of(NUMBER_NAME));

    @Test
    void standInBothMapsAndAllElseStaysAsItIs() {
        // Given
        AMQPStandardMessage message = received(everySection());

        // When
        boolean done = ENTRIES.put(message, TEXT, NUMBER);

        // Then
        assertThat(done).isTrue();
        for (AMQPStandardMessage each : new AMQPStandardMessage[] {message, stored(message)}) {
            assertHasBoth(each);
            assertThat(each.getMessageAnnotations().getValue())
                    .hasSize(3)
                    .containsEntry(Symbol.valueOf("x-opt-own"), 7L);
            assertThat(each.getApplicationProperties().getValue()).hasSize(4).containsEntry("own", "text");
            assertThat(each.getHeader().getTtl()).isEqualTo(UnsignedInteger.valueOf(60_000));
            assertThat(each.getProperties().getMessageId()).isEqualTo("id");
            assertThat(each.getProperties().getGroupId()).isEqualTo("g");
            assertThat(((Data) each.getBody()).getValue()).isEqualTo(new Binary(new byte[300]));
            assertThat(each.getFooter().getValue()).hasSize(1);
        }
    }

    @Test
    void makeTheSectionsThatAMessageLacks() {
        // Given
        MessageImpl onlyBody = new MessageImpl();
        onlyBody.setBody(new AmqpValue("text"));
        MessageImpl nothing = new MessageImpl();
        nothing.setHeader(new Header());
        AMQPStandardMessage withBody = received(onlyBody);
        AMQPStandardMessage withHeader = received(nothing);

        // When
        boolean done = ENTRIES.put(withBody, TEXT, NUMBER) && ENTRIES.put(withHeader, TEXT, NUMBER);

        // Then
        assertThat(done).isTrue();
        assertHasBoth(stored(withBody));
        assertHasBoth(stored(withHeader));
        assertThat(((AmqpValue) stored(withBody).getBody()).getValue()).isEqualTo("text");
        assertThat(stored(withHeader).getBody()).isNull();
    }

    @Test
    void leaveTheMessageAsIfItHadBeenReceivedLikeThis() {
        // Given
        AMQPStandardMessage message = received(everySection());

        // When
        ENTRIES.put(message, TEXT, NUMBER);

        // Then
        assertThat(Encoded.get(message).places())
                .isEqualTo(Encoded.get(stored(message)).places());
        assertThat(message.getMemoryEstimate()).isEqualTo(stored(message).getMemoryEstimate());
        assertThat(message.getEncodeSize()).isEqualTo(stored(message).getEncodeSize());
    }

    @Test
    void stayWhenTheMessageIsEncodedAgainLater() {
        // Given
        AMQPStandardMessage message = received(everySection());
        ENTRIES.put(message, TEXT, NUMBER);

        // When
        message.putStringProperty("later", "too");
        message.reencode();

        // Then
        assertHasBoth(stored(message));
        assertThat(stored(message).getStringProperty("later")).isEqualTo("too");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 124, 125, 126, 127, 128})
    void fitInMapsOfEverySize(int entries) {
        // Given
        MessageImpl message = everySection();
        Map<String, Object> properties = new HashMap<>();
        IntStream.range(0, entries).forEach(i -> properties.put("p" + i, true));
        message.setApplicationProperties(new ApplicationProperties(properties));
        AMQPStandardMessage received = received(message);

        // When
        boolean done = ENTRIES.put(received, TEXT, NUMBER);

        // Then
        assertThat(done).isTrue();
        assertHasBoth(stored(received));
        assertThat(stored(received).getApplicationProperties().getValue()).hasSize(entries + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 125, 126, 127, 128, 129, 130, 150, 200, 300})
    void fitInMapsOfEveryLength(int length) {
        // Given
        MessageImpl message = everySection();
        message.setApplicationProperties(new ApplicationProperties(Map.of("long", "x".repeat(length))));
        message.setMessageAnnotations(new MessageAnnotations(Map.of(Symbol.valueOf("x-opt-long"), "x".repeat(length))));
        AMQPStandardMessage received = received(message);

        // When
        boolean done = ENTRIES.put(received, TEXT, NUMBER);

        // Then
        assertThat(done).isTrue();
        assertHasBoth(stored(received));
        assertThat(stored(received).getStringProperty("long")).hasSize(length);
    }

    @Test
    void areNotPutBesideOnesOfTheSameName() {
        // Given
        MessageImpl annotated = everySection();
        annotated.setMessageAnnotations(new MessageAnnotations(new HashMap<>(Map.of(Symbol.valueOf(ANNOTATION), "1"))));
        MessageImpl named = everySection();
        named.setApplicationProperties(new ApplicationProperties(Map.of(TEXT_NAME, "1")));
        MessageImpl numbered = everySection();
        numbered.setApplicationProperties(new ApplicationProperties(Map.of(NUMBER_NAME, 1L)));

        // When
        boolean any = ENTRIES.put(received(annotated), TEXT, NUMBER)
                || ENTRIES.put(received(named), TEXT, NUMBER)
                || ENTRIES.put(received(numbered), TEXT, NUMBER);

        // Then
        assertThat(any).isFalse();
    }

    @Test
    void areNotPutIntoBytesThatAreNotTheWholeTruth() {
        // Given
        AMQPStandardMessage changed = received(everySection());
        changed.setPriority((byte) 5);
        changed.messageChanged();
        AMQPStandardMessage withProperty = received(everySection());
        withProperty.putStringProperty("one", "more");
        AMQPStandardMessage withAnnotation = received(everySection());
        withAnnotation.setAnnotation(SimpleString.of("x-opt-one"), "more");
        MessageImpl addressed = everySection();
        addressed.setAddress("elsewhere");
        AMQPStandardMessage movedOn = received(addressed);
        movedOn.setAddress("orders.fifo");

        // When
        boolean any = ENTRIES.put(changed, TEXT, NUMBER)
                || ENTRIES.put(withProperty, TEXT, NUMBER)
                || ENTRIES.put(withAnnotation, TEXT, NUMBER)
                || ENTRIES.put(movedOn, TEXT, NUMBER);

        // Then
        assertThat(any).isFalse();
    }

    @Test
    void areNotPutWhereThereAreDeliveryAnnotations() {
        // Given
        MessageImpl message = everySection();
        message.setDeliveryAnnotations(new DeliveryAnnotations(Map.of(Symbol.valueOf("x-opt-hop"), 1)));
        AMQPStandardMessage received = received(message);

        // When
        boolean done = ENTRIES.put(received, TEXT, NUMBER);

        // Then
        assertThat(done).isFalse();
    }

    private static MessageImpl everySection() {
        MessageImpl message = new MessageImpl();
        Header header = new Header();
        header.setDurable(true);
        header.setPriority(UnsignedByte.valueOf((byte) 4));
        header.setTtl(UnsignedInteger.valueOf(60_000));
        message.setHeader(header);
        message.setMessageAnnotations(new MessageAnnotations(
                new HashMap<>(Map.of(Symbol.valueOf("x-opt-own"), 7L, Symbol.valueOf("x-opt-jms-dest"), (byte) 0))));
        Properties properties = new Properties();
        properties.setMessageId("id");
        properties.setGroupId("g");
        message.setProperties(properties);
        message.setApplicationProperties(new ApplicationProperties(new HashMap<>(Map.of("own", "text", "other", 42))));
        message.setBody(new Data(new Binary(new byte[300])));
        message.setFooter(new Footer(Map.of(Symbol.valueOf("x-opt-sum"), 5)));
        return message;
    }

    private static AMQPStandardMessage received(MessageImpl message) {
        byte[] bytes = new byte[64 * 1024];
        int length = message.encode(bytes, 0, bytes.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(bytes, length), null);
    }

    /** What is read of the bytes of a message. */
    private static AMQPStandardMessage stored(AMQPStandardMessage message) {
        return new AMQPStandardMessage(0, bytesOf(message), null);
    }

    private static byte[] bytesOf(AMQPStandardMessage message) {
        ReadableBuffer data = message.getSendBuffer(1, null);
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private static void assertHasBoth(AMQPStandardMessage message) {
        assertThat(message.getAnnotation(SimpleString.of(ANNOTATION))).isEqualTo(TEXT);
        assertThat(message.getMessageAnnotations().getValue()).containsEntry(Symbol.valueOf(ANNOTATION), TEXT);
        assertThat(message.getStringProperty(TEXT_NAME)).isEqualTo(TEXT);
        assertThat(message.getLongProperty(NUMBER_NAME)).isEqualTo(NUMBER);
    }
}
