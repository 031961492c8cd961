package io.sluice.broker.artemis.queue;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.utils.DataConstants;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a message of Core as they stand in its bytes, at whose end they are: for whoever wants one of them, and not to have
 * all of them decoded and kept. Valid until the message changes.
 */
final class EncodedProperties {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int UNKNOWN = -1;
    private static final int USER_ID_BYTES = 16;

    /** Type, whether it is durable, expiration, timestamp and priority. */
    private static final int BYTES_BEHIND_USER_ID = 3 * DataConstants.SIZE_BYTE + 2 * DataConstants.SIZE_LONG;

    private static final int HEAD_BYTES = DataConstants.SIZE_BYTE + DataConstants.SIZE_INT;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int count;

    private EncodedProperties(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        this.count = intAt(bytes, start + DataConstants.SIZE_BYTE);
    }

    /** The properties of a message; null if it has none, or is of a kind whose bytes are others, as those of large messages are. */
    static @Nullable EncodedProperties of(Message message) {
        if (message.getClass() != CoreMessage.class) {
            return null;
        }
        int end = message.getEncodeSize(); // makes the bytes up to date if they are not
        ByteBuf buffer = ((CoreMessage) message).getBuffer();
        if (end < 0 || !buffer.hasArray() || buffer.arrayOffset() != 0) {
            return null;
        }
        byte[] bytes = buffer.array();
        int start = startIn(bytes);
        return start + HEAD_BYTES < end && bytes[start] == DataConstants.NOT_NULL
                ? new EncodedProperties(bytes, start, end)
                : null;
    }

    private static int startIn(byte[] bytes) {
        int behindBody = intAt(bytes, 0) - CoreMessage.BUFFER_HEADER_SPACE + CoreMessage.BODY_OFFSET;
        int address = behindBody + DataConstants.SIZE_LONG;
        int userId = address + DataConstants.SIZE_BYTE;
        if (bytes[address] != DataConstants.NULL) {
            userId += DataConstants.SIZE_INT + intAt(bytes, userId);
        }
        boolean hasUserId = bytes[userId] != DataConstants.NULL;
        return userId + DataConstants.SIZE_BYTE + (hasUserId ? USER_ID_BYTES : 0) + BYTES_BEHIND_USER_ID;
    }

    private static int intAt(byte[] bytes, int place) {
        return (int) INT.get(bytes, place);
    }

    int count() {
        return count;
    }

    /** Where the bytes tell how many there are. */
    int placeOfCount() {
        return start + DataConstants.SIZE_BYTE;
    }

    /** Whether all bytes up to the last one are properties, and none has one of these names. */
    boolean canBeGoneOnWith(SimpleString name, SimpleString other) {
        int place = start + HEAD_BYTES;
        for (int i = 0; i < count && place != UNKNOWN; i++) {
            if (isNamed(place, name) || isNamed(place, other)) {
                return false;
            }
            place = behind(place);
        }
        return place == end;
    }

    /** The text under a name, of several the last one, as for Artemis; null if there is none, or something else than text. */
    @Nullable
    SimpleString text(SimpleString name) {
        int found = UNKNOWN;
        int place = start + HEAD_BYTES;
        for (int i = 0; i < count && place != UNKNOWN; i++) {
            if (isNamed(place, name)) {
                found = behindName(place);
            }
            place = behind(place);
        }
        boolean isText = found != UNKNOWN && place != UNKNOWN && bytes[found] == DataConstants.STRING;
        return isText ? textAt(found + DataConstants.SIZE_BYTE) : null;
    }

    private SimpleString textAt(int place) {
        int from = place + DataConstants.SIZE_INT;
        return SimpleString.of(Arrays.copyOfRange(bytes, from, from + intAt(bytes, place)));
    }

    private boolean isNamed(int place, SimpleString name) {
        byte[] wanted = name.getData();
        int from = place + DataConstants.SIZE_INT;
        return intAt(bytes, place) == wanted.length
                && Arrays.equals(bytes, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private int behindName(int place) {
        return place + DataConstants.SIZE_INT + intAt(bytes, place);
    }

    /** Where the next property begins. */
    private int behind(int place) {
        int type = behindName(place);
        int value = type + DataConstants.SIZE_BYTE;
        return switch (bytes[type]) {
            case DataConstants.NULL -> value;
            case DataConstants.BOOLEAN, DataConstants.BYTE -> value + DataConstants.SIZE_BYTE;
            case DataConstants.CHAR, DataConstants.SHORT -> value + DataConstants.SIZE_SHORT;
            case DataConstants.INT, DataConstants.FLOAT -> value + DataConstants.SIZE_INT;
            case DataConstants.LONG, DataConstants.DOUBLE -> value + DataConstants.SIZE_LONG;
            case DataConstants.BYTES, DataConstants.STRING -> value + DataConstants.SIZE_INT + intAt(bytes, value);
            default -> UNKNOWN;
        };
    }
}
