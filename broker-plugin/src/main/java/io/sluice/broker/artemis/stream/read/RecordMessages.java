package io.sluice.broker.artemis.stream.read;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.broker.artemis.stream.RecordContent;
import io.sluice.broker.stream.PartitionKey;
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
 * <p>What a property says here goes for what was put under the same name: it comes behind that. What is the same in all messages of the
 * shard is encoded once. Not thread-safe.
 */
final class RecordMessages {

    /** What Artemis counts into the place where a body ends, though it is not in the message. */
    private static final int PACKET_BYTES = CoreMessage.BUFFER_HEADER_SPACE;
    /** Whether there is a user id, type, durability, expiry, time of sending, priority. */
    private static final int HEADER_BYTES = 4 + 2 * Long.BYTES;

    private static final int COUNT_BYTES = 1 + Integer.BYTES;
    private static final byte ONE_PRIORITY = 4;
    private static final int CHARACTER_BYTES = 2;
    /** Where the digits of the place are in a sequence number: behind a 1, and before those of the shard. */
    private static final int PLACE_FROM = 1;

    private static final int PLACE_TO = 20;

    private static final byte[] PARTITION_KEY = name(RecordProperties.PARTITION_KEY, DataConstants.STRING);
    private static final byte[] ARRIVAL_TIMESTAMP = name(RecordProperties.ARRIVAL_TIMESTAMP, DataConstants.LONG);
    private static final byte[] RECORDS_TRIMMED = name(RecordProperties.RECORDS_TRIMMED, DataConstants.LONG);

    private final CoreMessageObjectPools pools = new CoreMessageObjectPools();
    private final byte[] address;
    /** The properties with the shard's name and a sequence number, whose place is to be filled in, at the end. */
    private final byte[] shardAndNumber;

    private final int placeAt;

    RecordMessages(String stream, ShardId shard) {
        this.address = string(stream);
        byte[] number = string(new SequenceNumber(shard, 0).toString());
        this.shardAndNumber = joined(
                name(RecordProperties.SHARD_ID, DataConstants.STRING),
                string(shard.toString()),
                name(RecordProperties.SEQUENCE_NUMBER, DataConstants.STRING),
                number);
        this.placeAt = shardAndNumber.length - number.length + Integer.BYTES;
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
        int bytes = Integer.BYTES
                + parts.body().bytes()
                + Long.BYTES
                + 1
                + address.length
                + HEADER_BYTES
                + parts.userId().bytes()
                + Math.max(COUNT_BYTES, parts.properties().bytes())
                + addedBytes(record, trimmed);
        ByteBuf buffer = Unpooled.buffer(bytes);
        ByteBuffer to = ByteBuffer.wrap(buffer.array(), buffer.arrayOffset(), bytes);
        to.putInt(parts.body().bytes() + PACKET_BYTES);
        put(parts.body(), record.body(), to);
        to.putLong(messageId).put(DataConstants.NOT_NULL).put(address);
        to.put(parts.userId().bytes() > 0 ? DataConstants.NOT_NULL : DataConstants.NULL);
        put(parts.userId(), record.body(), to);
        to.put(parts.type()).put((byte) 1).putLong(0).putLong(parts.timestamp()).put(ONE_PRIORITY);
        putProperties(record, parts.properties(), trimmed, to);
        CoreMessage message = new CoreMessage(pools);
        message.receiveBuffer(buffer.writerIndex(bytes));
        return message;
    }

    private int addedBytes(StoredRecord record, long trimmed) {
        int bytes = shardAndNumber.length + ARRIVAL_TIMESTAMP.length + Long.BYTES;
        if (record.key().isPresent()) {
            bytes += PARTITION_KEY.length
                    + Integer.BYTES
                    + CHARACTER_BYTES * record.key().get().value().length();
        }
        return trimmed > 0 ? bytes + RECORDS_TRIMMED.length + Long.BYTES : bytes;
    }

    private static void put(RecordContent.Part part, ByteBuffer content, ByteBuffer to) {
        int end = part.copy(content, to.array(), to.arrayOffset() + to.position());
        to.position(end - to.arrayOffset());
    }

    /** Those that were put, and behind them ours. Where there are none, their number is missing. */
    private void putProperties(StoredRecord record, RecordContent.Part properties, long trimmed, ByteBuffer to) {
        int start = to.position();
        put(properties, record.body(), to);
        boolean isEmpty = to.get(start) == DataConstants.NULL;
        int before = isEmpty ? 0 : to.getInt(start + 1);
        int added = 3 + (record.key().isPresent() ? 1 : 0) + (trimmed > 0 ? 1 : 0);
        to.put(start, DataConstants.NOT_NULL).putInt(start + 1, before + added);
        to.position(isEmpty ? start + COUNT_BYTES : to.position());
        int shardStart = to.position();
        to.put(shardAndNumber);
        putPlace(record.place(), to, shardStart + placeAt);
        to.put(ARRIVAL_TIMESTAMP).putLong(record.arrivalMillis());
        if (record.key().isPresent()) {
            putKey(record.key().get(), to);
        }
        if (trimmed > 0) {
            to.put(RECORDS_TRIMMED).putLong(trimmed);
        }
    }

    /** Over the digits of place 0, of which all others stay. */
    private static void putPlace(long place, ByteBuffer to, int numberAt) {
        long rest = place;
        for (int digit = PLACE_TO - 1; rest > 0 && digit >= PLACE_FROM; digit--) {
            to.put(numberAt + CHARACTER_BYTES * digit, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    private static void putKey(PartitionKey key, ByteBuffer to) {
        String value = key.value();
        to.put(PARTITION_KEY).putInt(CHARACTER_BYTES * value.length());
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            to.put((byte) character).put((byte) (character >> Byte.SIZE));
        }
    }

    /** What stands in front of the value of a property. */
    private static byte[] name(String name, byte type) {
        return joined(string(name), new byte[] {type});
    }

    private static byte[] string(String text) {
        byte[] characters = SimpleString.of(text).getData();
        return ByteBuffer.allocate(Integer.BYTES + characters.length)
                .putInt(characters.length)
                .put(characters)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        int bytes = 0;
        for (byte[] part : parts) {
            bytes += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
