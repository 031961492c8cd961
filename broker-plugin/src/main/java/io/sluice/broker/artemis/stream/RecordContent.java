package io.sluice.broker.artemis.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.artemis.CoreForm;
import io.sluice.broker.stream.segment.ShardLog;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.utils.DataConstants;
import org.apache.activemq.artemis.utils.UUID;
import org.apache.activemq.artemis.utils.collections.TypedProperties;
import org.jspecify.annotations.Nullable;

/**
 * How a message is written into the body of a record: as Core knows messages, because every protocol can be made from that.
 *
 * <p>A byte with the version, then: type of the body, priority, whether there is a user id, its 16 bytes if so, time of sending,
 * length of the properties, the properties as Artemis encodes them, and the body up to the end. Numbers are big-endian. The
 * address, the time of expiry and of delivery are not kept: a record has none of them.
 */
public final class RecordContent {

    private static final byte VERSION = 1;
    private static final int USER_ID_BYTES = 16;
    /** The version, the type of the body, the priority, and whether there is a user id. */
    private static final int FLAGS_BYTES = 4;

    private static final int FIXED_BYTES = FLAGS_BYTES + Long.BYTES + Integer.BYTES;

    /** A number that is zero takes a byte in AMQP, and a type and eight bytes in Core. */
    private static final int MOST_BYTES_PER_BYTE_OF_AMQP = 9;

    private static final List<SimpleString> LEFT_OUT =
            List.of(Message.HDR_SCHEDULED_DELIVERY_TIME, Message.HDR_ROUTE_TO_IDS, Message.HDR_LARGE_BODY_SIZE);

    /** What Core writes between the user id and the properties: type, durability, expiry, time of sending, priority. */
    private static final int TIMESTAMP_AT = 2 + Long.BYTES;

    private static final int PRIORITY_AT = TIMESTAMP_AT + Long.BYTES;

    private RecordContent() {}

    /** The content of a message of any protocol, large ones too, whose file is read but not deleted. */
    public static ByteBuffer encode(Message message) {
        ICoreMessage core = CoreForm.of(message);
        if (core instanceof CoreMessage encoded && !core.isLargeMessage() && !hasLeftOut(core)) {
            return copy(encoded);
        }
        TypedProperties properties = propertiesOf(core);
        int bodyBytes = core.getBodyBufferSize();
        UUID userId = core.getUserID() instanceof UUID id ? id : null;
        int propertyBytes = properties.getEncodeSize();
        int bytes = FIXED_BYTES + (userId == null ? 0 : USER_ID_BYTES) + propertyBytes + bodyBytes;
        ByteBuffer content = ByteBuffer.allocate(bytes);
        content.put(VERSION).put(core.getType()).put(core.getPriority()).put((byte) (userId == null ? 0 : 1));
        if (userId != null) {
            content.put(userId.asBytes());
        }
        content.putLong(core.getTimestamp()).putInt(propertyBytes);
        ByteBuf encoded = Unpooled.wrappedBuffer(content.array()).writerIndex(content.position());
        properties.encode(encoded);
        content.position(encoded.writerIndex());
        if (core instanceof LargeServerMessage large) {
            read(large, content);
        } else {
            core.getReadOnlyBodyBuffer().readBytes(content);
        }
        return content.flip();
    }

    /** Reads the file of a large message right to where its body belongs. */
    private static void read(LargeServerMessage message, ByteBuffer content) {
        int bytes = content.remaining();
        try (LargeBodyReader body = message.getLargeBody().getLargeBodyReader()) {
            body.open();
            int read = body.readInto(content.slice());
            if (read != bytes) {
                throw new IllegalStateException(
                        "the file of message " + message.getMessageID() + " has " + read + " bytes, and not " + bytes);
            }
        } catch (ActiveMQException e) {
            throw new IllegalStateException(
                    "the file of message " + message.getMessageID() + " cannot be read: " + e.getMessage(), e);
        }
        content.position(content.limit());
    }

    /**
     * Whether a record can be made of the message, also with those of its properties that count for no limit. Costs something
     * only if it is very large.
     */
    static boolean fits(Message message) throws ActiveMQException {
        long encoded = StreamEntrance.bytesOf(message);
        if (message instanceof ICoreMessage) {
            return encoded <= ShardLog.MOST_BODY_BYTES;
        }
        return encoded <= ShardLog.MOST_BODY_BYTES / MOST_BYTES_PER_BYTE_OF_AMQP
                || encode(message).remaining() <= ShardLog.MOST_BODY_BYTES;
    }

    private static boolean hasLeftOut(ICoreMessage message) {
        for (SimpleString name : LEFT_OUT) {
            if (message.containsProperty(name)) {
                return true;
            }
        }
        return false;
    }

    /** Takes everything from the message as Core clients send it: length of the body, body, headers, properties. */
    private static ByteBuffer copy(CoreMessage message) {
        int end = message.getEncodeSize();
        ByteBuf from = message.getBuffer();
        int bodyBytes = message.getBodyBufferSize();
        int address = Integer.BYTES + bodyBytes + Long.BYTES;
        int userId = address
                + 1
                + (from.getByte(address) == DataConstants.NULL ? 0 : Integer.BYTES + from.getInt(address + 1));
        int userIdBytes = from.getByte(userId) == DataConstants.NULL ? 0 : USER_ID_BYTES;
        int headers = userId + 1 + userIdBytes;
        int properties = headers + PRIORITY_AT + 1;
        int propertyBytes = end - properties;
        ByteBuffer content = ByteBuffer.allocate(FIXED_BYTES + userIdBytes + propertyBytes + bodyBytes);
        content.put(VERSION)
                .put(from.getByte(headers))
                .put(from.getByte(headers + PRIORITY_AT))
                .put((byte) (userIdBytes == 0 ? 0 : 1));
        put(content, from, userId + 1, userIdBytes);
        content.putLong(from.getLong(headers + TIMESTAMP_AT)).putInt(propertyBytes);
        put(content, from, properties, propertyBytes);
        put(content, from, Integer.BYTES, bodyBytes);
        return content.flip();
    }

    private static void put(ByteBuffer content, ByteBuf from, int index, int bytes) {
        from.getBytes(index, content.array(), content.position(), bytes);
        content.position(content.position() + bytes);
    }

    /** Those that a record keeps. */
    private static TypedProperties propertiesOf(ICoreMessage message) {
        TypedProperties properties = new TypedProperties();
        message.getPropertyNames().forEach(name -> {
            if (!LEFT_OUT.contains(name)) {
                TypedProperties.setObjectProperty(name, message.getObjectProperty(name), properties);
            }
        });
        return properties;
    }

    /**
     * Where in a content something is.
     *
     * @param at its first byte, as an index of the content
     */
    public record Part(int at, int bytes) {

        /** Copies it into an array, which has room for it from this index on. @return the index behind it */
        public int copy(ByteBuffer content, byte[] to, int index) {
            content.get(at, to, index, bytes);
            return index + bytes;
        }

        private ByteBuffer of(ByteBuffer content) {
            return content.slice(at, bytes);
        }
    }

    /**
     * What a content consists of.
     *
     * @param userId empty if there is none
     * @param properties as Artemis encodes them
     */
    public record Parts(byte type, byte priority, Part userId, long timestamp, Part properties, Part body) {}

    /**
     * Takes a content apart, without looking into its properties and its body.
     *
     * @param content from its position to its limit; not changed
     * @throws IllegalArgumentException if this is not what {@link #encode} gives, or of a version that is not known
     */
    public static Parts parts(ByteBuffer content) {
        int at = content.position();
        int end = content.limit();
        if (end - at < FIXED_BYTES || content.get(at) != VERSION) {
            throw new IllegalArgumentException("the content of the record is not of version " + VERSION);
        }
        Part userId = part(at + FLAGS_BYTES, content.get(at + FLAGS_BYTES - 1) == 0 ? 0 : USER_ID_BYTES, end);
        int timeAt = userId.at() + userId.bytes();
        int propertiesAt = part(timeAt, Long.BYTES + Integer.BYTES, end).bytes() + timeAt;
        Part properties = part(propertiesAt, content.getInt(propertiesAt - Integer.BYTES), end);
        int bodyAt = propertiesAt + properties.bytes();
        return new Parts(
                content.get(at + 1),
                content.get(at + 2),
                userId,
                content.getLong(timeAt),
                properties,
                new Part(bodyAt, end - bodyAt));
    }

    /** The body in a content, which stays as it is. */
    static ByteBuffer bodyOf(ByteBuffer content) {
        return parts(content).body().of(content);
    }

    private static Part part(int at, int bytes, int end) {
        if (bytes < 0 || bytes > end - at) {
            throw new IllegalArgumentException("the content of the record ends too early");
        }
        return new Part(at, bytes);
    }

    /**
     * The message that a record was made from.
     *
     * @param content as for {@link #parts}, and not used any more afterwards
     * @param messageId of the message that is made
     * @return a durable message without an address
     */
    public static CoreMessage decode(ByteBuffer content, long messageId) {
        Parts parts = parts(content);
        CoreMessage message = new CoreMessage(messageId, parts.body().bytes() + Long.BYTES);
        message.setType(parts.type()).setPriority(parts.priority()).setDurable(true);
        message.setTimestamp(parts.timestamp());
        message.setUserID(userId(parts.userId().of(content)));
        message.getProperties().decode(Unpooled.wrappedBuffer(parts.properties().of(content)));
        message.getBodyBuffer().writeBytes(parts.body().of(content));
        return message;
    }

    private static @Nullable UUID userId(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return null;
        }
        byte[] id = new byte[USER_ID_BYTES];
        bytes.get(id);
        return new UUID(UUID.TYPE_TIME_BASED, id);
    }
}
