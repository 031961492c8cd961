package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.CoreMessageObjectPools;
import org.apache.activemq.artemis.utils.UUIDGenerator;
import org.junit.jupiter.api.Test;

class RecordContentTest {

    private static CoreMessage message() {
        CoreMessage message = new CoreMessage(5, 64);
        message.setAddress("telemetry");
        message.setType(Message.TEXT_TYPE).setPriority((byte) 7).setTimestamp(1_768_867_200_000L);
        message.setUserID(UUIDGenerator.getInstance().generateUUID());
        message.getBodyBuffer().writeNullableSimpleString(SimpleString.of("café"));
        return message;
    }

    @Test
    void aMessageIsTheSameAfterwardsButForItsAddress() {
        // Given
        CoreMessage message = message();
        message.putStringProperty("text", "x");
        message.putLongProperty("long", 1L << 40);
        message.putBooleanProperty("flag", true);
        message.putDoubleProperty("double", 1.5);
        message.putBytesProperty("bytes", new byte[] {1, 2});
        message.setGroupID("truck-7");

        // When
        CoreMessage decoded = RecordContent.decode(RecordContent.encode(message), 9);

        // Then
        assertThat(decoded.getMessageID()).isEqualTo(9);
        assertThat(decoded.isDurable()).isTrue();
        assertThat(decoded.getType()).isEqualTo(Message.TEXT_TYPE);
        assertThat(decoded.getPriority()).isEqualTo((byte) 7);
        assertThat(decoded.getTimestamp()).isEqualTo(1_768_867_200_000L);
        assertThat(decoded.getUserID()).isEqualTo(message.getUserID());
        assertThat(String.valueOf(decoded.getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("café");
        assertThat(decoded.getStringProperty("text")).isEqualTo("x");
        assertThat(decoded.getLongProperty("long")).isEqualTo(1L << 40);
        assertThat(decoded.getBooleanProperty("flag")).isTrue();
        assertThat(decoded.getDoubleProperty("double")).isEqualTo(1.5);
        assertThat(decoded.getBytesProperty("bytes")).containsExactly(1, 2);
        assertThat(String.valueOf(decoded.getGroupID())).isEqualTo("truck-7");
        assertThat(decoded.getAddress()).isNull();
    }

    @Test
    void aMessageWithoutPropertiesUserIdAndBodyIsTheSameToo() {
        // Given
        CoreMessage message = new CoreMessage(5, 64);
        message.setType(Message.BYTES_TYPE);

        // When
        CoreMessage decoded = RecordContent.decode(RecordContent.encode(message), 9);

        // Then
        assertThat(decoded.getUserID()).isNull();
        assertThat(decoded.getPropertyNames()).isEmpty();
        assertThat(decoded.getReadOnlyBodyBuffer().readableBytes())
                .isEqualTo(message.getReadOnlyBodyBuffer().readableBytes());
    }

    @Test
    void aMessageThatWasReceivedAndChangedIsTakenAsItIsNow() {
        // Given
        CoreMessage sent = message();
        sent.setGroupID("truck-7");
        CoreMessage received = new CoreMessage(new CoreMessageObjectPools());
        received.receiveBuffer(
                Unpooled.copiedBuffer(sent.getBuffer().duplicate().setIndex(0, sent.getEncodeSize())));
        received.setMessageID(11).setAddress("telemetry.north");
        received.putStringProperty("seen", "by a plugin");

        // When
        CoreMessage decoded = RecordContent.decode(RecordContent.encode(received), 9);

        // Then
        assertThat(decoded.getPriority()).isEqualTo((byte) 7);
        assertThat(decoded.getTimestamp()).isEqualTo(1_768_867_200_000L);
        assertThat(decoded.getUserID()).isEqualTo(sent.getUserID());
        assertThat(decoded.getPropertyNames()).hasSize(2);
        assertThat(decoded.getStringProperty("seen")).isEqualTo("by a plugin");
        assertThat(String.valueOf(decoded.getGroupID())).isEqualTo("truck-7");
        assertThat(String.valueOf(decoded.getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("café");
    }

    @Test
    void timesOfDeliveryAreNotKept() {
        // Given
        CoreMessage message = message();
        message.setScheduledDeliveryTime(1L);

        // When, Then
        assertThat(RecordContent.decode(RecordContent.encode(message), 9).hasScheduledDeliveryTime())
                .isFalse();
    }

    @Test
    void anotherVersionIsRefused() {
        // Given
        ByteBuffer content = RecordContent.encode(message());
        content.put(0, (byte) 2);

        // When, Then
        assertThatThrownBy(() -> RecordContent.decode(content, 9)).hasMessageContaining("not of version 1");
        assertThatThrownBy(() -> RecordContent.decode(ByteBuffer.allocate(3), 9))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
