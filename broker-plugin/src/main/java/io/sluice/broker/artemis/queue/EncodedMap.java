package io.sluice.broker.artemis.queue;

import java.nio.ByteBuffer;
import org.apache.qpid.proton.codec.EncodingCodes;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A section of an encoded AMQP message that is a map: message annotations or application properties. Entries can be written
 * behind those that it has, which are copied as they are.
 *
 * @param start where the section begins; one without entries may not be there yet, and this is where it belongs
 * @param entries where its entries begin
 * @param end where they end, and the section with them
 * @param count how many values it has, keys included
 */
record EncodedMap(int start, int entries, int end, int count) {

    private static final byte SMALL_ULONG = EncodingCodes.SMALLULONG;
    private static final int DESCRIPTOR_BYTES = 3;
    private static final int MOST_IN_A_SMALL_MAP = 0xff;
    private static final int SMALL_HEAD_BYTES = DESCRIPTOR_BYTES + 1 + 2 * Byte.BYTES;
    private static final int LARGE_HEAD_BYTES = DESCRIPTOR_BYTES + 1 + 2 * Integer.BYTES;

    /** A section that the message lacks. */
    static EncodedMap missing(int place) {
        return new EncodedMap(place, place, place, 0);
    }

    /** The section that begins there; null if it is another one, or written in an unusual way. */
    static @Nullable EncodedMap at(int start, byte descriptor, ReadableBuffer bytes) {
        int code = start + DESCRIPTOR_BYTES;
        if (code + SMALL_HEAD_BYTES - DESCRIPTOR_BYTES > bytes.limit()
                || bytes.get(start) != 0
                || bytes.get(start + 1) != SMALL_ULONG
                || bytes.get(start + 2) != descriptor) {
            return null;
        }
        if (bytes.get(code) == EncodingCodes.MAP8) {
            int size = bytes.get(code + 1) & 0xff;
            return new EncodedMap(start, start + SMALL_HEAD_BYTES, code + 2 + size, bytes.get(code + 2) & 0xff);
        }
        if (bytes.get(code) != EncodingCodes.MAP32 || start + LARGE_HEAD_BYTES > bytes.limit()) {
            return null;
        }
        int size = intAt(code + 1, bytes);
        return new EncodedMap(
                start,
                start + LARGE_HEAD_BYTES,
                code + 1 + Integer.BYTES + size,
                intAt(code + 1 + Integer.BYTES, bytes));
    }

    private static int intAt(int place, ReadableBuffer bytes) {
        return bytes.get(place) << 24
                | (bytes.get(place + 1) & 0xff) << 16
                | (bytes.get(place + 2) & 0xff) << 8
                | bytes.get(place + 3) & 0xff;
    }

    private boolean isSmallWith(int moreBytes, int more) {
        return Byte.BYTES + end - entries + moreBytes <= MOST_IN_A_SMALL_MAP && count + more <= MOST_IN_A_SMALL_MAP;
    }

    /** Length of the section with more entries. */
    int lengthWith(byte[] moreEntries, int more) {
        int head = isSmallWith(moreEntries.length, more) ? SMALL_HEAD_BYTES : LARGE_HEAD_BYTES;
        return head + end - entries + moreEntries.length;
    }

    /** Writes the section with more entries, of so many values. */
    void writeWith(byte[] moreEntries, int more, byte descriptor, ReadableBuffer bytes, ByteBuffer target) {
        target.put((byte) 0).put(SMALL_ULONG).put(descriptor);
        int size = end - entries + moreEntries.length;
        if (isSmallWith(moreEntries.length, more)) {
            target.put(EncodingCodes.MAP8).put((byte) (Byte.BYTES + size)).put((byte) (count + more));
        } else {
            target.put(EncodingCodes.MAP32).putInt(Integer.BYTES + size).putInt(count + more);
        }
        copy(bytes, entries, end, target);
        target.put(moreEntries);
    }

    /** Copies bytes of the message as they are. */
    static void copy(ReadableBuffer bytes, int from, int to, ByteBuffer target) {
        bytes.position(from);
        bytes.get(target.array(), target.arrayOffset() + target.position(), to - from);
        target.position(target.position() + to - from);
    }
}
