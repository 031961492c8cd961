package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.message.impl.MessageImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EncodedPropertiesTest {

    private static final SimpleString NAME = SimpleString.of("name");
    private static final SimpleString OTHER = SimpleString.of("other");

    private static CoreMessage sent() {
        CoreMessage message = new CoreMessage(1, 100);
        message.setAddress("orders.fifo");
        message.getBodyBuffer().writeBytes(new byte[] {1, 2, 3});
        return message;
    }

    private static CoreMessage withOneOfEachType() {
        return sent().putBooleanProperty("boolean", true)
                .putByteProperty("byte", (byte) 1)
                .putBytesProperty("bytes", new byte[] {1, 2, 3})
                .putCharProperty("char", 'c')
                .putDoubleProperty("double", 1.5)
                .putFloatProperty("float", 1.5f)
                .putIntProperty("int", 1)
                .putLongProperty("long", 1)
                .putShortProperty("short", (short) 1)
                .putObjectProperty("null", null)
                .putStringProperty("string", "text");
    }

    private static CoreMessage asReceived(CoreMessage message) {
        int size = message.getEncodeSize();
        CoreMessage received = new CoreMessage();
        received.receiveBuffer(Unpooled.buffer(size).writeBytes(message.getBuffer(), 0, size));
        return received;
    }

    private static EncodedProperties of(CoreMessage message) {
        return Objects.requireNonNull(EncodedProperties.of(message));
    }

    private static @Nullable String text(EncodedProperties found, String name) {
        SimpleString text = found.text(SimpleString.of(name));
        return text == null ? null : text.toString();
    }

    @Test
    void areFoundBehindAnyHead() {
        CoreMessage withoutAddress = new CoreMessage(1, 100).putStringProperty(NAME, SimpleString.of("text"));
        CoreMessage withUserId = sent().putStringProperty(NAME, SimpleString.of("text"));
        withUserId.setUserID(UUIDGenerator.getInstance().generateUUID());

        assertThat(Stream.of(withoutAddress, withUserId).map(message -> of(asReceived(message))))
                .allSatisfy(found -> {
                    assertThat(found.count()).isEqualTo(1);
                    assertThat(text(found, "name")).isEqualTo("text");
                });
    }

    @Test
    void areFoundAmongThoseOfAllTypes() {
        // Given
        CoreMessage message = asReceived(withOneOfEachType().putStringProperty("name", "text"));

        // When
        EncodedProperties found = of(message);

        // Then
        assertThat(found.count()).isEqualTo(12);
        assertThat(text(found, "name")).isEqualTo("text");
        assertThat(found.canBeGoneOnWith(OTHER, OTHER)).isTrue();
    }

    @Test
    void areTextOnlyIfTheyAreSentAsText() {
        EncodedProperties found = of(asReceived(withOneOfEachType()));

        assertThat(Stream.of("int", "bytes", "null", "name").map(name -> text(found, name)))
                .containsOnlyNulls();
        assertThat(text(found, "string")).isEqualTo("text");
    }

    @Test
    void areThoseOfBytesThatWereChangedSinceTheyWereReceived() {
        // Given
        CoreMessage message = asReceived(sent().putStringProperty("name", "before"));
        message.putStringProperty("name", "after");

        // When / Then
        assertThat(text(of(message), "name")).isEqualTo("after");
    }

    @Test
    void areTheLastOfTwoWithOneNameAsForArtemis() {
        // Given
        CoreMessage message = twice("first", "second");

        // When
        EncodedProperties found = of(message);

        // Then
        assertThat(text(found, "name")).isEqualTo("second").isEqualTo(message.getStringProperty(NAME));
    }

    @Test
    void cannotBeGoneOnWithBehindOneOfTheSameNameOrBehindOtherBytes() {
        // Given
        CoreMessage message = asReceived(withOneOfEachType());
        EncodedProperties found = of(message);

        // When / Then
        assertThat(found.canBeGoneOnWith(NAME, SimpleString.of("boolean"))).isFalse();
        assertThat(found.canBeGoneOnWith(SimpleString.of("string"), NAME)).isFalse();
        assertThat(found.canBeGoneOnWith(NAME, OTHER)).isTrue();
        message.getBuffer().writeByte(0);
        assertThat(of(message).canBeGoneOnWith(NAME, OTHER)).isFalse();
    }

    @Test
    void areUnknownBehindATypeThatArtemisDoesNotKnow() {
        // Given
        CoreMessage message = asReceived(sent().putByteProperty("byte", (byte) 1));
        EncodedProperties found = of(message);

        // When
        ByteBuf bytes = message.getBuffer();
        bytes.setByte(bytes.writerIndex() - 2, 99);

        // Then
        assertThat(text(found, "name")).isNull();
        assertThat(found.canBeGoneOnWith(NAME, OTHER)).isFalse();
    }

    @Test
    void areNoneOfAMessageWithoutAnyAndOfOneOfAnotherProtocol() {
        assertThat(EncodedProperties.of(asReceived(sent()))).isNull();
        assertThat(EncodedProperties.of(new CoreMessage())).isNull();
        assertThat(EncodedProperties.of(amqp())).isNull();
    }

    private static CoreMessage twice(String first, String second) {
        CoreMessage one = asReceived(sent().putStringProperty("name", first));
        CoreMessage other = asReceived(sent().putStringProperty("name", second));
        int length = other.getProperties().getEncodeSize() - 5;
        ByteBuf bytes = one.getBuffer();
        bytes.writeBytes(other.getBuffer(), other.getBuffer().writerIndex() - length, length);
        bytes.setInt(of(one).placeOfCount(), 2);
        return asReceived(one);
    }

    private static AMQPStandardMessage amqp() {
        MessageImpl message = new MessageImpl();
        message.setBody(new AmqpValue("body"));
        byte[] encoded = new byte[1_000];
        int length = message.encode(encoded, 0, encoded.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(encoded, length), null);
    }
}
