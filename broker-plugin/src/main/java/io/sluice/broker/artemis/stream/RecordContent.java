package io.sluice.broker.artemis.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
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
    private static final int FIXED_BYTES = 4 + Long.BYTES + Integer.BYTES;

    private static final List<SimpleString> LEFT_OUT =
            List.of(Message.HDR_SCHEDULED_DELIVERY_TIME, Message.HDR_ROUTE_TO_IDS, Message.HDR_LARGE_BODY_SIZE);

    /** What Core writes between the user id and the properties: type, durability, expiry, time of sending, priority. */
    private static final int TIMESTAMP_AT = 2 + Long.BYTES;

    private static final int PRIORITY_AT = TIMESTAMP_AT + Long.BYTES;

    private RecordContent() {}

    /** The content of a message of any protocol, large ones too, whose file is read but not deleted. */
    public static ByteBuffer encode(Message message) {
        ICoreMessage core = message.toCore();
        if (core instanceof CoreMessage encoded && !core.isLargeMessage() && !hasLeftOut(core)) {
            return copy(encoded);
        }
        TypedProperties properties = propertiesOf(core);
        ActiveMQBuffer body = core.getReadOnlyBodyBuffer();
        UUID userId = core.getUserID() instanceof UUID id ? id : null;
        int propertyBytes = properties.getEncodeSize();
        int bytes = FIXED_BYTES + (userId == null ? 0 : USER_ID_BYTES) + propertyBytes + body.readableBytes();
        ByteBuffer content = ByteBuffer.allocate(bytes);
        content.put(VERSION).put(core.getType()).put(core.getPriority()).put((byte) (userId == null ? 0 : 1));
        if (userId != null) {
            content.put(userId.asBytes());
        }
        content.putLong(core.getTimestamp()).putInt(propertyBytes);
        ByteBuf encoded = Unpooled.wrappedBuffer(content.array()).writerIndex(content.position());
        properties.encode(encoded);
        content.position(encoded.writerIndex());
        body.readBytes(content);
        return content.flip();
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
     * What a content consists of, as views of it.
     *
     * @param userId empty if there is none
     * @param properties as Artemis encodes them
     */
    public record Parts(
            byte type, byte priority, ByteBuffer userId, long timestamp, ByteBuffer properties, ByteBuffer body) {}

    /**
     * Takes a content apart, without looking into its properties and its body.
     *
     * @param content from its position to its limit; not changed
     * @throws IllegalArgumentException if this is not what {@link #encode} gives, or of a version that is not known
     */
    public static Parts parts(ByteBuffer content) {
        ByteBuffer from = content.duplicate();
        if (from.remaining() < FIXED_BYTES || from.get() != VERSION) {
            throw new IllegalArgumentException("the content of the record is not of version " + VERSION);
        }
        byte type = from.get();
        byte priority = from.get();
        ByteBuffer userId = next(from, from.get() == 0 ? 0 : USER_ID_BYTES);
        if (from.remaining() < Long.BYTES + Integer.BYTES) {
            throw new IllegalArgumentException("the content of the record ends too early");
        }
        long timestamp = from.getLong();
        ByteBuffer properties = next(from, from.getInt());
        return new Parts(type, priority, userId, timestamp, properties, from);
    }

    private static ByteBuffer next(ByteBuffer from, int bytes) {
        if (bytes < 0 || bytes > from.remaining()) {
            throw new IllegalArgumentException("the content of the record ends too early");
        }
        ByteBuffer part = from.slice(from.position(), bytes);
        from.position(from.position() + bytes);
        return part;
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
        CoreMessage message = new CoreMessage(messageId, parts.body().remaining() + Long.BYTES);
        message.setType(parts.type()).setPriority(parts.priority()).setDurable(true);
        message.setTimestamp(parts.timestamp());
        message.setUserID(userId(parts.userId()));
        message.getProperties().decode(Unpooled.wrappedBuffer(parts.properties()));
        message.getBodyBuffer().writeBytes(parts.body());
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
