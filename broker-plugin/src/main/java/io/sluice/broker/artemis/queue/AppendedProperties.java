package io.sluice.broker.artemis.queue;

import io.netty.buffer.ByteBuf;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.utils.DataConstants;
import org.jspecify.annotations.Nullable;

/**
 * Properties that are put into a message of Core without having all of it written anew.
 *
 * <p>Artemis keeps such a message in two forms: its properties one by one, and the bytes that it stores and sends on. When a
 * property is put in the usual way, the bytes no longer count, and the head of the message and all its properties are written
 * again. But the properties are the end of the bytes, behind their number, so others can be written behind them.
 *
 * <p>The message is then given these bytes as one that was just received. So what was decoded of its properties, several objects for each,
 * need not be changed, and is forgotten until somebody asks for it again. Mostly nobody does.
 */
final class AppendedProperties {

    private AppendedProperties() {}

    /**
     * Puts two properties into a message that only the calling thread knows, and that is not large.
     *
     * <p>Where the bytes cannot be gone on with, or a name was taken, they are written again when somebody asks for them.
     */
    static void put(
            CoreMessage message, SimpleString textName, SimpleString text, SimpleString numberName, long number) {
        int more = sizeOf(textName, text) + sizeOf(numberName);
        ByteBuf bytes = goneOnWith(message, more, 2, textName, numberName);
        if (bytes == null) {
            message.putStringProperty(textName, text);
            message.putLongProperty(numberName, number);
            return;
        }
        write(textName, text, bytes);
        SimpleString.writeSimpleString(bytes, numberName);
        bytes.writeByte(DataConstants.LONG).writeLong(number);
        receive(bytes, message);
    }

    /** The same for one property. */
    static void put(CoreMessage message, SimpleString name, SimpleString text) {
        int more = sizeOf(name, text);
        ByteBuf bytes = goneOnWith(message, more, 1, name, name);
        if (bytes == null) {
            message.putStringProperty(name, text);
            return;
        }
        write(name, text, bytes);
        receive(bytes, message);
    }

    /** The bytes with room for more properties, and a number that says so; null, and no change, if they cannot be gone on with. */
    private static @Nullable ByteBuf goneOnWith(
            CoreMessage message, int more, int count, SimpleString name, SimpleString other) {
        EncodedProperties properties = EncodedProperties.of(message);
        ByteBuf bytes = message.getBuffer();
        int longer = bytes.writerIndex() + more;
        if (properties == null || bytes.maxCapacity() < longer || !properties.canBeGoneOnWith(name, other)) {
            return null;
        }
        if (bytes.capacity() < longer) {
            bytes.capacity(longer);
        }
        bytes.setInt(properties.placeOfCount(), properties.count() + count);
        return bytes;
    }

    private static void write(SimpleString name, SimpleString text, ByteBuf bytes) {
        SimpleString.writeSimpleString(bytes, name);
        bytes.writeByte(DataConstants.STRING);
        SimpleString.writeSimpleString(bytes, text);
    }

    private static void receive(ByteBuf bytes, CoreMessage message) {
        message.receiveBuffer(bytes.readerIndex(0));
        bytes.release(); // the message has counted itself a second time
    }

    private static int sizeOf(SimpleString name, SimpleString text) {
        return SimpleString.sizeofString(name) + DataConstants.SIZE_BYTE + SimpleString.sizeofString(text);
    }

    private static int sizeOf(SimpleString name) {
        return SimpleString.sizeofString(name) + DataConstants.SIZE_BYTE + DataConstants.SIZE_LONG;
    }
}
