package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.artemis.AmqpSections;
import io.sluice.broker.artemis.LargeMessageFiles;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Header;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client sends without a word of durability, and perhaps of an address, becomes a record that survives a crash. */
class AmqpDurableCopyTest {

    private static final String ADDRESS = "telemetry";

    @TempDir
    Path folder;

    private AMQPLargeMessage volatileMessage(String text) throws Exception {
        var message = new AMQPLargeMessage(7, 0, null, null, new LargeMessageFiles(folder));
        Header header = new Header();
        header.setDurable(false);
        message.addBytes(new ReadableBuffer.ByteBufferReader(AmqpSections.encoded(header, new AmqpValue(text))));
        message.releaseResources(false, false);
        message.setAddress(ADDRESS);
        return message;
    }

    @Test
    void itIsDurableAndHasTheAddressAndTheBodyOfTheMessage() throws Exception {
        // Given
        AMQPLargeMessage message = volatileMessage("a text");

        // When
        Message copy = AmqpDurableCopy.of(message, 8);

        // Then
        assertThat(message.isDurable()).isFalse();
        assertThat(copy.isDurable()).isTrue();
        assertThat(copy.getMessageID()).isEqualTo(8);
        assertThat(copy.getAddress()).isEqualTo(ADDRESS);
        assertThat(String.valueOf(copy.toCore().getReadOnlyBodyBuffer().readNullableSimpleString()))
                .isEqualTo("a text");
        assertThat(folder.resolve("8.msg")).exists();
    }

    @Test
    void theMessageKeepsWhatIsSaidOfIt() throws Exception {
        // Given
        AMQPLargeMessage message = volatileMessage("a text");

        // When
        AmqpDurableCopy.of(message, 8).setAddress("other");

        // Then
        assertThat(message.getAddress()).isEqualTo(ADDRESS);
        assertThat(folder.resolve("7.tmp")).exists();
    }
}
