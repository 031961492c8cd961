package io.sluice.broker.artemis;

import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.codec.EncodingCodes;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of AMQP messages that consist of several data sections (AMQP 3.2.6), as clients send them that write a body piece by piece.
 * Artemis knows the first one only. Used for messages of that protocol only.
 */
final class AmqpDataSections {

    /** A described type, its descriptor is a small number, and this is the one of a data section. */
    private static final int DESCRIPTOR = 0x005375;

    private static final int DESCRIPTOR_BYTES = 3;
    private static final int SHORT_HEAD_BYTES = DESCRIPTOR_BYTES + 2;
    private static final int LONG_HEAD_BYTES = DESCRIPTOR_BYTES + 1 + Integer.BYTES;

    private AmqpDataSections() {}

    /** Where the content of a data section is. */
    private record Section(int from, int bytes) {

        int end() {
            return from + bytes;
        }
    }

    /** Bytes of a message, without all of them being read. */
    @FunctionalInterface
    private interface Source {

        /** Reads so many, as far as there are that many. */
        ByteBuffer read(int place, int bytes) throws ActiveMQException;
    }

    /** The message itself if it has no more than one data section, and else one with all that these have in one. */
    static AMQPMessage merged(AMQPMessage message) throws ActiveMQException {
        int start = Math.max(0, AmqpMessageInternals.bodyPlace(message));
        if (message instanceof AMQPStandardMessage standard) {
            ReadableBuffer data = AmqpMessageInternals.bytes(standard);
            return merged(message, start, (place, bytes) -> read(data, place, bytes));
        }
        if (message instanceof AMQPLargeMessage large) {
            try (LargeBodyReader reader = large.getLargeBodyReader()) {
                reader.open();
                return merged(message, start, (place, bytes) -> read(reader, place, bytes));
            }
        }
        return message;
    }

    private static ByteBuffer read(ReadableBuffer data, int place, int bytes) {
        byte[] read = new byte[within(place, bytes, data.limit())];
        if (read.length > 0) {
            data.duplicate().position(place).get(read);
        }
        return ByteBuffer.wrap(read);
    }

    private static ByteBuffer read(LargeBodyReader reader, int place, int bytes) throws ActiveMQException {
        ByteBuffer read = ByteBuffer.allocate(within(place, bytes, reader.getSize()));
        if (read.hasRemaining()) {
            reader.position(place);
            reader.readInto(read);
        }
        return read.rewind();
    }

    private static int within(int place, int bytes, long size) {
        return place < 0 ? 0 : (int) Math.max(0, Math.min(bytes, size - place));
    }

    private static AMQPMessage merged(AMQPMessage message, int start, Source source) throws ActiveMQException {
        Section first = sectionAt(start, source);
        if (first == null || sectionAt(first.end(), source) == null) {
            return message;
        }
        int body = 0;
        int end = start;
        for (Section next = first; next != null; next = sectionAt(end, source)) {
            body += next.bytes();
            end = next.end();
        }
        ByteBuffer behind = source.read(end, Integer.MAX_VALUE);
        ByteBuffer merged = ByteBuffer.allocate(start + LONG_HEAD_BYTES + body + behind.remaining());
        merged.put(source.read(0, start));
        merged.put((byte) (DESCRIPTOR >> 16)).put((byte) (DESCRIPTOR >> 8)).put((byte) DESCRIPTOR);
        merged.put(EncodingCodes.VBIN32).putInt(body);
        for (Section next = first; next != null; next = sectionAt(next.end(), source)) {
            merged.put(source.read(next.from(), next.bytes()));
        }
        merged.put(behind);
        var whole = new AMQPStandardMessage(message.getMessageFormat(), merged.array(), message.getExtraProperties());
        whole.setMessageID(message.getMessageID());
        return whole;
    }

    private static @Nullable Section claimedAt(int place, Source source) throws ActiveMQException {
        ByteBuffer head = source.read(place, LONG_HEAD_BYTES);
        if (head.remaining() < SHORT_HEAD_BYTES || head.getInt(0) >>> Byte.SIZE != DESCRIPTOR) {
            return null;
        }
        byte type = head.get(DESCRIPTOR_BYTES);
        if (type == EncodingCodes.VBIN8) {
            return new Section(place + SHORT_HEAD_BYTES, Byte.toUnsignedInt(head.get(DESCRIPTOR_BYTES + 1)));
        }
        return type == EncodingCodes.VBIN32 && head.remaining() == LONG_HEAD_BYTES
                ? new Section(place + LONG_HEAD_BYTES, head.getInt(DESCRIPTOR_BYTES + 1))
                : null;
    }

    /** A section that says that it ends in front of its beginning, or behind the message, is none. */
    private static @Nullable Section sectionAt(int place, Source source) throws ActiveMQException {
        Section found = claimedAt(place, source);
        boolean isWhole = found != null
                && found.bytes() >= 0
                && source.read(found.end() - 1, 1).hasRemaining();
        return isWhole ? found : null;
    }
}
