package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.apache.qpid.proton.message.impl.MessageImpl;
import org.junit.jupiter.api.Test;

class BodyDigestTest {

    private static final String TEXT = "h\u00e9, 17";
    private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static CoreMessage core(byte type) {
        CoreMessage message = new CoreMessage(1, 64);
        message.setType(type);
        message.getBodyBuffer();
        return message;
    }

    private static Message coreText(SimpleString text) {
        CoreMessage message = core(Message.TEXT_TYPE);
        message.getBodyBuffer().writeNullableSimpleString(text);
        return message;
    }

    private static Message coreBytes(byte[] bytes) {
        CoreMessage message = core(Message.BYTES_TYPE);
        message.getBodyBuffer().writeBytes(bytes);
        return message;
    }

    private static Message amqp(Section body, String id) {
        MessageImpl message = new MessageImpl();
        message.setBody(body);
        message.setMessageId(id);
        byte[] bytes = new byte[1024];
        int length = message.encode(bytes, 0, bytes.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(bytes, length), null);
    }

    @Test
    void isTheSameForTheSameTextOrBytesOverEveryProtocol() throws Exception {
        String expected = sha256(BYTES);
        assertThat(BodyDigest.of(coreText(SimpleString.of(TEXT)))).isEqualTo(expected);
        assertThat(BodyDigest.of(coreBytes(BYTES))).isEqualTo(expected);
        assertThat(BodyDigest.of(amqp(new AmqpValue(TEXT), "1"))).isEqualTo(expected);
        assertThat(BodyDigest.of(amqp(new Data(new Binary(BYTES)), "2"))).isEqualTo(expected);
    }

    @Test
    void countsTheBodyAloneAndNotTheRestOfTheMessage() {
        // Given
        Message first = coreBytes(BYTES);
        Message second = coreBytes(BYTES);
        // When
        second.putStringProperty("attempt", "2");
        second.setTimestamp(17);
        // Then
        assertThat(BodyDigest.of(second)).isEqualTo(BodyDigest.of(first));
    }

    @Test
    void tellsOtherBodiesApart() {
        assertThat(BodyDigest.of(amqp(new AmqpSequence(List.of(1, 2)), "1")))
                .isEqualTo(BodyDigest.of(amqp(new AmqpSequence(List.of(1, 2)), "2")))
                .isNotEqualTo(BodyDigest.of(amqp(new AmqpSequence(List.of(2, 1)), "1")));
        assertThat(BodyDigest.of(amqp(new AmqpValue(17), "1")))
                .isNotEqualTo(BodyDigest.of(amqp(new AmqpValue(18), "1")));
    }

    @Test
    void tellsSingleValuesApartWhileTheBrokerEncodesSomethingElse() throws Exception {
        // Given
        Message seventeen = amqp(new AmqpValue(17), "1");
        Message eighteen = amqp(new AmqpValue(18), "2");
        String alone = sha256(HexFormat.of().parseHex("0053775411"));
        // When
        ByteBuf inUse = PooledByteBufAllocator.DEFAULT.heapBuffer(64);
        try {
            // Then
            assertThat(BodyDigest.of(seventeen)).isEqualTo(alone).isNotEqualTo(BodyDigest.of(eighteen));
        } finally {
            inUse.release();
        }
    }

    @Test
    void takesAnEmptyBodyForAnEmptyText() throws Exception {
        String empty = sha256(new byte[0]);
        assertThat(BodyDigest.of(coreText(null))).isEqualTo(empty);
        assertThat(BodyDigest.of(coreText(SimpleString.of("")))).isEqualTo(empty);
        assertThat(BodyDigest.of(core(Message.TEXT_TYPE))).isEqualTo(empty);
        assertThat(BodyDigest.of(core(Message.BYTES_TYPE))).isEqualTo(empty);
    }
}
