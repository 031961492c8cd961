package io.sluice.broker.artemis.stream.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.artemis.stream.RecordContent;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.StoredRecord;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.CoreMessageObjectPools;
import org.apache.activemq.artemis.utils.DataConstants;

/**
 * Makes the messages of one shard's records, with what an application can read of a record besides what was put
 * ({@link RecordProperties}). A message is written once, as Core clients get it, and read only as far as somebody asks for it:
 * a Core client is sent it as it is.
 *
 * <p>What a property says here goes for what was put under the same name: it comes behind that. Not thread-safe.
 */
final class RecordMessages {

    /** What Artemis counts into the place where a body ends, though it is not in the message. */
    private static final int PACKET_BYTES = CoreMessage.BUFFER_HEADER_SPACE;
    /** The id, the length of the address, whether there is a user id, type, durability, expiry, time of sending, priority. */
    private static final int HEADER_BYTES = 3 * Long.BYTES + 1 + Integer.BYTES + 4;

    private static final int COUNT_BYTES = 1 + Integer.BYTES;
    private static final byte ONE_PRIORITY = 4;

    private static final byte[] SEQUENCE_NUMBER = string(RecordProperties.SEQUENCE_NUMBER);
    private static final byte[] SHARD_ID = string(RecordProperties.SHARD_ID);
    private static final byte[] PARTITION_KEY = string(RecordProperties.PARTITION_KEY);
    private static final byte[] ARRIVAL_TIMESTAMP = string(RecordProperties.ARRIVAL_TIMESTAMP);
    private static final byte[] RECORDS_TRIMMED = string(RecordProperties.RECORDS_TRIMMED);
    private static final byte[] NO_KEY = {};

    private static final int PROPERTIES = 5;
    private static final int NAMES_BYTES = SEQUENCE_NUMBER.length
            + SHARD_ID.length
            + PARTITION_KEY.length
            + ARRIVAL_TIMESTAMP.length
            + RECORDS_TRIMMED.length;
    private static final int NUMBER_BYTES = 2 * 30;

    private final CoreMessageObjectPools pools = new CoreMessageObjectPools();
    private final byte[] address;
    private final ShardId shard;
    private final byte[] shardName;
    /** How much is added to a record at most, without its key. */
    private final int addedBytes;

    RecordMessages(String stream, ShardId shard) {
        this.address = string(stream);
        this.shard = shard;
        this.shardName = string(shard.toString());
        this.addedBytes = NAMES_BYTES
                + PROPERTIES * (Integer.BYTES + 1)
                + 3 * Integer.BYTES
                + NUMBER_BYTES
                + shardName.length
                + 2 * Long.BYTES;
    }

    /**
     * The message of a record.
     *
     * @param messageId of the message that is made
     * @param trimmed how many records in front of this one its reader has missed
     * @throws IllegalArgumentException if it is no message
     */
    CoreMessage of(StoredRecord record, long messageId, long trimmed) {
        RecordContent.Parts parts = RecordContent.parts(record.body());
        ByteBuffer added = added(record, trimmed);
        int bodyBytes = parts.body().remaining();
        int bytes = Integer.BYTES
                + bodyBytes
                + HEADER_BYTES
                + address.length
                + parts.userId().remaining()
                + Math.max(COUNT_BYTES, parts.properties().remaining())
                + added.remaining();
        ByteBuf buffer = Unpooled.buffer(bytes);
        ByteBuffer to = ByteBuffer.wrap(buffer.array(), buffer.arrayOffset(), bytes);
        to.putInt(bodyBytes + PACKET_BYTES).put(parts.body());
        putHeaders(to, parts, messageId);
        putCount(to, parts.properties(), 3 + (record.key().isPresent() ? 1 : 0) + (trimmed > 0 ? 1 : 0));
        to.put(added);
        CoreMessage message = new CoreMessage(pools);
        message.receiveBuffer(buffer.writerIndex(bytes));
        return message;
    }

    private ByteBuffer added(StoredRecord record, long trimmed) {
        byte[] number = string(new SequenceNumber(shard, record.place()).toString());
        byte[] key = record.key().map(its -> string(its.value())).orElse(NO_KEY);
        ByteBuffer to = ByteBuffer.allocate(addedBytes + key.length);
        putString(to, SEQUENCE_NUMBER, number);
        putString(to, SHARD_ID, shardName);
        if (record.key().isPresent()) {
            putString(to, PARTITION_KEY, key);
        }
        putLong(to, ARRIVAL_TIMESTAMP, record.arrivalMillis());
        if (trimmed > 0) {
            putLong(to, RECORDS_TRIMMED, trimmed);
        }
        return to.flip();
    }

    private void putHeaders(ByteBuffer to, RecordContent.Parts parts, long messageId) {
        to.putLong(messageId).put(DataConstants.NOT_NULL).putInt(address.length).put(address);
        to.put(parts.userId().hasRemaining() ? DataConstants.NOT_NULL : DataConstants.NULL)
                .put(parts.userId());
        to.put(parts.type()).put((byte) 1).putLong(0).putLong(parts.timestamp()).put(ONE_PRIORITY);
    }

    /** Without properties, their number is missing. */
    private static void putCount(ByteBuffer to, ByteBuffer properties, int added) {
        boolean isEmpty = properties.get() == DataConstants.NULL;
        to.put(DataConstants.NOT_NULL).putInt((isEmpty ? 0 : properties.getInt()) + added);
        to.put(properties);
    }

    private static void putString(ByteBuffer to, byte[] name, byte[] value) {
        to.putInt(name.length)
                .put(name)
                .put(DataConstants.STRING)
                .putInt(value.length)
                .put(value);
    }

    private static void putLong(ByteBuffer to, byte[] name, long value) {
        to.putInt(name.length).put(name).put(DataConstants.LONG).putLong(value);
    }

    private static byte[] string(String text) {
        return SimpleString.of(text).getData();
    }
}
