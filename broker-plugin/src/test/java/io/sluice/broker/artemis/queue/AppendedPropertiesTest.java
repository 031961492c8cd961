package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.junit.jupiter.api.Test;

class AppendedPropertiesTest {

    private static final SimpleString TEXT_NAME = SimpleString.of("text of the broker");
    private static final SimpleString TEXT = SimpleString.of("00000000000000004711");
    private static final SimpleString NUMBER_NAME = SimpleString.of("number of the broker");
    private static final long NUMBER = 1_700_000_000_123L;
    private static final int LAST_PROPERTY = 23;
    private static final byte[] BODY = {1, 2, 3, 4, 5};

    @Test
    void standInTheMessageAndInWhatIsStoredOfIt() {
        // Given
        CoreMessage message = asReceived(sent());

        // When
        append(message);

        // Then
        assertHasAll(message);
        assertHasAll(asReceived(message));
    }

    @Test
    void mayBeOne() {
        // Given
        CoreMessage message = asReceived(sent());
        CoreMessage without = asReceived(new CoreMessage(1, 100));

        // When
        AppendedProperties.put(message, TEXT_NAME, TEXT);
        AppendedProperties.put(without, TEXT_NAME, TEXT);

        // Then
        assertThat(asReceived(message).getPropertyNames()).hasSize(3);
        assertThat(message.getStringProperty(TEXT_NAME)).isEqualTo(TEXT.toString());
        assertThat(asReceived(message).getStringProperty(TEXT_NAME)).isEqualTo(TEXT.toString());
        assertThat(asReceived(without).getStringProperty(TEXT_NAME)).isEqualTo(TEXT.toString());
    }

    @Test
    void areOnlyWrittenBehindWhatWasThere() {
        // Given
        CoreMessage message = asReceived(sent());
        int before = message.getEncodeSize();
        CoreMessage putUsually = asReceived(message);
        putUsually.putStringProperty(TEXT_NAME, TEXT);
        putUsually.putLongProperty(NUMBER_NAME, NUMBER);

        // When
        append(message);

        // Then
        assertThat(message.getBuffer().writerIndex())
                .isGreaterThan(before)
                .isEqualTo(putUsually.getEncodeSize())
                .isEqualTo(message.getBuffer().capacity());
    }

    @Test
    void stayWhenTheMessageChangesLater() {
        // Given
        CoreMessage message = asReceived(sent());
        append(message);

        // When
        message.setMessageID(77);
        message.putStringProperty("later", "too");

        // Then
        CoreMessage stored = asReceived(message);
        assertHasAll(stored);
        assertThat(stored.getMessageID()).isEqualTo(77);
        assertThat(stored.getStringProperty("later")).isEqualTo("too");
    }

    @Test
    void takeInWhatWasChangedBefore() {
        // Given
        CoreMessage message = asReceived(sent());
        message.putStringProperty("before", "too");
        message.setPriority((byte) 4);

        // When
        append(message);

        // Then
        CoreMessage stored = asReceived(message);
        assertHasAll(stored);
        assertThat(stored.getStringProperty("before")).isEqualTo("too");
        assertThat(stored.getPriority()).isEqualTo((byte) 4);
    }

    @Test
    void takeThePlaceOfOnesOfTheSameName() {
        // Given
        CoreMessage withText = asReceived(sent().putStringProperty(TEXT_NAME, SimpleString.of("of the sender")));
        CoreMessage withNumber = asReceived(sent().putLongProperty(NUMBER_NAME, 1));

        // When
        append(withText);
        append(withNumber);

        // Then
        assertHasAll(asReceived(withText));
        assertHasAll(asReceived(withNumber));
        assertThat(asReceived(withText).getPropertyNames()).hasSize(4);
    }

    @Test
    void areTheFirstOfAMessageWithoutAny() {
        // Given
        CoreMessage message = asReceived(new CoreMessage(1, 100));

        // When
        append(message);

        // Then
        assertThat(asReceived(message).getPropertyNames()).containsExactlyInAnyOrder(TEXT_NAME, NUMBER_NAME);
    }

    @Test
    void leaveBytesAloneInWhichAPropertyStandsTwice() {
        // Given
        CoreMessage message = new CoreMessage();
        message.receiveBuffer(withLastPropertyTwice(sent()));

        // When
        append(message);

        // Then
        assertHasAll(message);
        assertHasAll(asReceived(message));
    }

    @Test
    void areWrittenInTheUsualWayIfTheBytesGoOnBehindTheProperties() {
        // Given
        CoreMessage message = new CoreMessage();
        message.receiveBuffer(bytesOf(sent()).writeInt(4711));

        // When
        append(message);

        // Then
        assertHasAll(message);
        assertHasAll(asReceived(message));
        assertThat(asReceived(message).getPropertyNames()).hasSize(4);
    }

    @Test
    void leaveNoDecodedPropertiesInMemory() {
        // Given
        CoreMessage decoded = asReceived(sent());
        decoded.getProperties();
        int references = decoded.getBuffer().refCnt();

        // When
        append(decoded);

        // Then
        assertThat(decoded.getMemoryEstimate()).isEqualTo(asReceived(decoded).getMemoryEstimate());
        assertThat(decoded.getBuffer().refCnt()).isEqualTo(references);
    }

    private static void append(CoreMessage message) {
        AppendedProperties.put(message, TEXT_NAME, TEXT, NUMBER_NAME, NUMBER);
    }

    private static CoreMessage sent() {
        CoreMessage message = new CoreMessage(1, 100);
        message.setAddress("orders.fifo");
        message.getBodyBuffer().writeBytes(BODY);
        message.putStringProperty("own", "text");
        message.putLongProperty("other", 42);
        return message;
    }

    private static ByteBuf withLastPropertyTwice(CoreMessage message) {
        ByteBuf once = bytesOf(message);
        int start = once.writerIndex() - message.getProperties().getEncodeSize();
        ByteBuf last = once.slice(once.writerIndex() - LAST_PROPERTY, LAST_PROPERTY);
        ByteBuf twice = Unpooled.buffer(once.writerIndex() + LAST_PROPERTY).writeBytes(once.duplicate());
        twice.writeBytes(last);
        return twice.setInt(start + 1, 3);
    }

    /** What somebody has who reads the bytes of a message. */
    private static CoreMessage asReceived(CoreMessage message) {
        CoreMessage received = new CoreMessage();
        received.receiveBuffer(bytesOf(message));
        return received;
    }

    private static ByteBuf bytesOf(CoreMessage message) {
        int size = message.getEncodeSize();
        return Unpooled.buffer(size).writeBytes(message.getBuffer(), 0, size);
    }

    private static void assertHasAll(CoreMessage message) {
        byte[] body = new byte[message.getReadOnlyBodyBuffer().readableBytes()];
        message.getReadOnlyBodyBuffer().readBytes(body);
        assertThat(body).isEqualTo(BODY);
        assertThat(message.getAddress()).isEqualTo("orders.fifo");
        assertThat(message.getStringProperty("own")).isEqualTo("text");
        assertThat(message.getLongProperty("other")).isEqualTo(42);
        assertThat(message.getStringProperty(TEXT_NAME)).isEqualTo(TEXT.toString());
        assertThat(message.getLongProperty(NUMBER_NAME)).isEqualTo(NUMBER);
    }
}
