package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBufUtil;
import io.sluice.broker.artemis.AmqpSections;
import io.sluice.broker.artemis.LargeMessageFiles;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpSequence;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Footer;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A large body has the digest of its text or bytes, as a small one has, and takes no more memory than a small one for that. What its client
 * compressed is known as it was before, but counts as it is sent.
 */
class LargeBodiesTest {

    private static final int VERY_LARGE = 8 * 1024 * 1024;
    private static final long LITTLE = 1024L * 1024;

    @TempDir
    Path folder;

    private long messages;

    private Message core(byte type, byte[] body) throws Exception {
        LargeServerMessageImpl message = new LargeServerMessageImpl(new LargeMessageFiles(folder));
        message.setMessageID(++messages);
        message.setType(type);
        message.addBytes(body);
        message.releaseResources(false, false);
        return message;
    }

    private static byte[] encoded(String text) {
        ActiveMQBuffer bytes = ActiveMQBuffers.dynamicBuffer(2 * text.length());
        bytes.writeNullableSimpleString(SimpleString.of(text));
        return ByteBufUtil.getBytes(bytes.byteBuf());
    }

    private static byte[] deflated(byte[] bytes) throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            deflater.write(bytes);
        }
        return compressed.toByteArray();
    }

    private Message amqp(Object... sections) throws Exception {
        AMQPLargeMessage message = new AMQPLargeMessage(++messages, 0, null, null, new LargeMessageFiles(folder));
        message.addBytes(new ReadableBuffer.ByteBufferReader(AmqpSections.encoded(sections)));
        message.releaseResources(false, false);
        return message;
    }

    private static Data data(byte[] bytes) {
        return new Data(new Binary(bytes));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The second text has a pair of surrogates at every place where a piece can end. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "h\u00e9\ud83d\ude00", "\ud83d\ude00", "\ud83d"})
    void aTextCountsInUtf8OverEveryProtocol(String part) throws Exception {
        // Given
        String text = part.repeat(100_000);

        // When, Then
        assertThat(BodyDigest.of(core(Message.TEXT_TYPE, encoded(text)))).isEqualTo(sha256(utf8(text)));
        if (!part.equals("\ud83d")) {
            assertThat(BodyDigest.of(amqp(new Properties(), new AmqpValue(text))))
                    .isEqualTo(sha256(utf8(text)));
        }
    }

    @Test
    void bytesCountAsTheyAre() throws Exception {
        // Given
        byte[] bytes = utf8("0123456789".repeat(30_000));
        byte[] start = Arrays.copyOf(bytes, 17);
        byte[] rest = Arrays.copyOfRange(bytes, 17, bytes.length);
        Footer footer = new Footer(Map.of(Symbol.valueOf("sum"), 7));

        // When, Then
        String expected = sha256(bytes);
        assertThat(BodyDigest.of(core(Message.BYTES_TYPE, bytes))).isEqualTo(expected);
        assertThat(BodyDigest.of(amqp(new Properties(), data(bytes), footer))).isEqualTo(expected);
        assertThat(BodyDigest.of(amqp(data(start), data(new byte[0]), data(rest), footer)))
                .isEqualTo(expected);
        assertThat(BodyDigest.of(amqp(new AmqpValue(new Binary(bytes))))).isEqualTo(expected);
    }

    @Test
    void whatItsClientCompressedCountsAsItWasBefore() throws Exception {
        // Given
        String text = "h\u00e9, 17".repeat(50_000);

        // When
        Message compressed = compressed(Message.TEXT_TYPE, deflated(encoded(text)));

        // Then
        assertThat(BodyDigest.of(compressed)).isEqualTo(sha256(utf8(text)));
        assertThat(MessageBody.of(compressed)).isEqualTo(utf8(text));
        assertThat(MessageBody.of(compressed(Message.BYTES_TYPE, deflated(utf8(text)))))
                .isEqualTo(utf8(text));
    }

    /** Taken for text as they are, the bytes claim a negative length. */
    @Test
    void whatItsClientCompressedHasTheSizeInWhichItWasSent() throws Exception {
        // Given
        byte[] random = new byte[300_000];
        new Random(7).nextBytes(random);
        byte[] deflated = deflated(encoded(new String(random, StandardCharsets.ISO_8859_1)));

        // When
        Message compressed = compressed(Message.TEXT_TYPE, deflated);

        // Then
        assertThat(MessageSize.exceeds(compressed, deflated.length)).isFalse();
        assertThat(MessageSize.exceeds(compressed, deflated.length - 1)).isTrue();
    }

    @Test
    void aBodyThatIsNotCompressedInTruthOrEndsTooEarlyIsNotKnown() throws Exception {
        // Given
        byte[] deflated = deflated(encoded("x".repeat(1_000)));

        // When, Then
        assertThat(MessageBody.of(compressed(Message.TEXT_TYPE, encoded("not compressed"))))
                .isNull();
        assertThat(MessageBody.of(compressed(Message.TEXT_TYPE, Arrays.copyOf(deflated, deflated.length / 2))))
                .isNull();
    }

    @Test
    void oneThatWasVeryLargeBeforeItWasCompressedIsNotRead() throws Exception {
        // Given
        int most = 4 * 1024 * 1024;

        // When, Then
        assertThat(MessageBody.of(compressed(Message.BYTES_TYPE, deflated(new byte[most]))))
                .hasSize(most);
        assertThat(MessageBody.of(compressed(Message.BYTES_TYPE, deflated(new byte[most + 1]))))
                .isNull();
    }

    private Message compressed(byte type, byte[] deflated) throws Exception {
        return core(type, deflated).putBooleanProperty(Message.HDR_LARGE_COMPRESSED, true);
    }

    @Test
    void bodiesOfOtherKindsAreToldApart() throws Exception {
        // Given
        for (int length : List.of(100_000, VERY_LARGE)) {
            String text = "x".repeat(length);

            // When, Then
            assertThat(BodyDigest.of(amqp(new AmqpSequence(List.of(text, 1)))))
                    .isEqualTo(BodyDigest.of(amqp(new AmqpSequence(List.of(text, 1)))))
                    .isNotEqualTo(BodyDigest.of(amqp(new AmqpSequence(List.of(text, 2)))));
        }
    }

    @Test
    void aBodyIsNotInMemoryForThat() throws Exception {
        // Given
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] bytes = new byte[VERY_LARGE];
        List<Message> large = List.of(
                core(Message.BYTES_TYPE, bytes),
                core(Message.TEXT_TYPE, encoded("x".repeat(VERY_LARGE / 2))),
                amqp(data(bytes)),
                amqp(data(bytes), data(bytes)),
                amqp(new AmqpValue("x".repeat(VERY_LARGE))),
                amqp(new AmqpSequence(List.of("x".repeat(VERY_LARGE)))));

        for (Message message : large) {
            // When
            long before = threads.getCurrentThreadAllocatedBytes();
            BodyDigest.of(message);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;

            // Then
            assertThat(taken).as("%s", message).isLessThan(LITTLE);
        }
    }
}
