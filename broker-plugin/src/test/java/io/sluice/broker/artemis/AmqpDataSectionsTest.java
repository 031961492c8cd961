package io.sluice.broker.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Footer;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body that was sent in several data sections is one body. */
class AmqpDataSectionsTest {

    private static final Properties PROPERTIES = new Properties();
    private static final ApplicationProperties OWN = new ApplicationProperties(Map.of("own", "text"));
    private static final Footer FOOTER = new Footer(Map.of(Symbol.valueOf("sum"), 7));

    private static Data data(String text) {
        return new Data(new Binary(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static AMQPMessage message(Object... sections) {
        ByteBuffer encoded = AmqpSections.encoded(sections);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return new AMQPStandardMessage(0, bytes, null);
    }

    private static String textOf(AMQPMessage message) {
        Binary body = ((Data) message.getBody()).getValue();
        return new String(body.getArray(), body.getArrayOffset(), body.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void severalSectionsBecomeOneAndTheRestStaysAsItIs() throws Exception {
        // Given
        String longPart = "long ".repeat(100);
        AMQPMessage message = message(PROPERTIES, OWN, data("short "), data(longPart), data(""), data("end"), FOOTER);
        message.setMessageID(7);

        // When
        AMQPMessage merged = AmqpDataSections.merged(message);

        // Then
        assertThat(textOf(merged)).isEqualTo("short " + longPart + "end");
        assertThat(merged.getMessageID()).isEqualTo(7);
        assertThat(merged.getApplicationProperties().getValue()).isEqualTo(OWN.getValue());
        assertThat(merged.getFooter().getValue()).isEqualTo(FOOTER.getValue());
        assertThat(CoreForm.of(message).getBodyBufferSize()).isEqualTo("short end".length() + longPart.length());
    }

    @Test
    void sectionsWithNothingInFrontOfThemBecomeOne() throws Exception {
        // Given, When
        AMQPMessage merged = AmqpDataSections.merged(message(data("a"), data("b")));

        // Then
        assertThat(textOf(merged)).isEqualTo("ab");
    }

    /** A length of -8 would have the section begin where it ends. */
    @ParameterizedTest
    @ValueSource(ints = {-8, -1, Integer.MIN_VALUE, 2, Integer.MAX_VALUE})
    void aSectionThatClaimsAnImpossibleLengthIsNotFollowed(int length) throws Exception {
        // Given
        ByteBuffer bytes = ByteBuffer.allocate(9);
        bytes.put(new byte[] {0, 0x53, 0x75, (byte) 0xb0}).putInt(length).put((byte) 'a');
        AMQPMessage message = new AMQPStandardMessage(0, bytes.array(), null);

        // When, Then
        assertThat(AmqpDataSections.merged(message)).isSameAs(message);
    }

    @Test
    void aMessageWithOneSectionOrAnotherBodyIsLeftAsItIs() throws Exception {
        // Given
        AMQPMessage one = message(PROPERTIES, data("a"), FOOTER);
        AMQPMessage value = message(PROPERTIES, new AmqpValue("a"));
        AMQPMessage none = message(PROPERTIES, OWN);

        // When, Then
        assertThat(AmqpDataSections.merged(one)).isSameAs(one);
        assertThat(AmqpDataSections.merged(value)).isSameAs(value);
        assertThat(AmqpDataSections.merged(none)).isSameAs(none);
    }
}
