package io.sluice.broker.artemis.queue;

import io.netty.buffer.ByteBuf;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.utils.DataConstants;
import org.apache.activemq.artemis.utils.collections.TypedProperties;

/**
 * Properties that are put into a message of Core without having all of it written anew.
 *
 * <p>Artemis keeps such a message in two forms: its properties one by one, and the bytes that it stores and sends on. When a
 * property is put in the usual way, the bytes no longer count, and the head of the message and all its properties are written
 * again. But the properties are the end of the bytes, behind their number, so others can be written behind them.
 */
final class AppendedProperties {

    private static final int NONE = -1;

    private AppendedProperties() {}

    /**
     * Puts two properties into a message that only the calling thread knows, and that is not large.
     *
     * <p>Where the bytes cannot be gone on with, or a name was taken, they are written again when somebody asks for them.
     */
    static void put(
            CoreMessage message, SimpleString textName, SimpleString text, SimpleString numberName, long number) {
        int end = message.getEncodeSize(); // makes the bytes up to date if they are not
        ByteBuf bytes = message.getBuffer();
        TypedProperties properties = message.getProperties();
        int start = end - properties.getEncodeSize();
        int before = numberAt(start, bytes);
        properties.putSimpleStringProperty(textName, text);
        properties.putLongProperty(numberName, number);
        int longer = end + sizeOf(textName, text) + sizeOf(numberName);
        if (before == NONE || properties.size() != before + 2 || bytes.maxCapacity() < longer) {
            message.messageChanged();
            return;
        }
        if (bytes.capacity() < longer) {
            bytes.capacity(longer);
        }
        bytes.setInt(start + DataConstants.SIZE_BYTE, before + 2);
        SimpleString.writeSimpleString(bytes, textName);
        bytes.writeByte(DataConstants.STRING);
        SimpleString.writeSimpleString(bytes, text);
        SimpleString.writeSimpleString(bytes, numberName);
        bytes.writeByte(DataConstants.LONG).writeLong(number);
    }

    /** The number of properties that the bytes tell, if these begin there; a message without any does not tell it. */
    private static int numberAt(int start, ByteBuf bytes) {
        boolean tells = start > 0
                && start + DataConstants.SIZE_BYTE + DataConstants.SIZE_INT < bytes.writerIndex()
                && bytes.getByte(start) == DataConstants.NOT_NULL;
        return tells ? bytes.getInt(start + DataConstants.SIZE_BYTE) : NONE;
    }

    private static int sizeOf(SimpleString name, SimpleString text) {
        return SimpleString.sizeofString(name) + DataConstants.SIZE_BYTE + SimpleString.sizeofString(text);
    }

    private static int sizeOf(SimpleString name) {
        return SimpleString.sizeofString(name) + DataConstants.SIZE_BYTE + DataConstants.SIZE_LONG;
    }
}
