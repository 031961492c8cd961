package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.PartitionKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the frames of one file in order, with a buffer that is as large as it must be for what is there, at most
 * {@value #BUFFER_BYTES} bytes, or as a record that is larger; the buffer shrinks again behind it. Not thread-safe.
 */
final class FrameReader {

    /** What {@link #next} found. */
    enum Found {
        RECORD,
        MARK,
        SEAL,
        /** Nothing more, and no rest of anything. */
        END,
        /** Something that is no whole frame; {@link #position()} is where it begins. */
        DAMAGE
    }

    static final int BUFFER_BYTES = 128 * 1024;

    private static final int LEAST_BUFFER_BYTES = 4 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SegmentFile file;
    private ByteBuffer buffer = NOTHING;
    private long bufferOffset;
    private long position;
    private int frame;
    private int lastLength;

    FrameReader(SegmentFile file, long position) {
        this.file = file;
        this.position = position;
    }

    /** Where the next frame begins. */
    long position() {
        return position;
    }

    /** Goes to where a frame begins. */
    void moveTo(long offset) {
        position = offset;
    }

    /** Gives the buffer up while there is nothing to read; a small one is kept. */
    void rest() {
        if (buffer.capacity() > LEAST_BUFFER_BYTES) {
            buffer = NOTHING;
        }
    }

    /**
     * Goes to the next frame.
     *
     * @param limit how far the file is read; a frame that reaches beyond is damage
     */
    Found next(long limit) throws IOException {
        if (position >= limit) {
            return Found.END;
        }
        if (!has(Frames.PREFIX_BYTES, limit)) {
            return Found.DAMAGE;
        }
        int length = buffer.getInt(frame + 4);
        if (length < Frames.RECORD_PREFIX_BYTES || length > Frames.MAXIMUM_BYTES || !has(length, limit)) {
            return Found.DAMAGE;
        }
        if (buffer.getInt(frame) != Frames.checksum(buffer, frame, length)) {
            return Found.DAMAGE;
        }
        Found found = kind(length);
        if (found != Found.DAMAGE) {
            position += length;
            lastLength = found == Found.RECORD ? length : lastLength;
        }
        return found;
    }

    private Found kind(int length) {
        return switch (buffer.get(frame + 8)) {
            case Frames.RECORD -> Frames.RECORD_PREFIX_BYTES + keyBytes() <= length ? Found.RECORD : Found.DAMAGE;
            case Frames.MARK -> Frames.isWhole(buffer, frame, Frames.MARK, position) ? Found.MARK : Found.DAMAGE;
            case Frames.SEAL -> Frames.isWhole(buffer, frame, Frames.SEAL, position) ? Found.SEAL : Found.DAMAGE;
            default -> Found.DAMAGE;
        };
    }

    /** Brings so many bytes from the position on into the buffer. @return false if the file has not that many */
    private boolean has(int bytes, long limit) throws IOException {
        long available = limit - position;
        if (available < bytes) {
            return false;
        }
        if (position < bufferOffset || position + bytes > bufferOffset + buffer.limit()) {
            fill(bytes, available);
        }
        frame = (int) (position - bufferOffset);
        return buffer.limit() - frame >= bytes;
    }

    private void fill(int bytes, long available) throws IOException {
        int most = Math.max(BUFFER_BYTES, Math.max(bytes, lastLength + Frames.MARK_BYTES));
        int wanted = Math.max(bytes, (int) Math.min(most, available));
        if (buffer.capacity() < wanted || buffer.capacity() > most) {
            int capacity = Math.max(LEAST_BUFFER_BYTES, Integer.highestOneBit(wanted - 1) * 2);
            buffer = ByteBuffer.allocate(wanted > BUFFER_BYTES ? wanted : capacity);
        }
        buffer.clear().limit(wanted);
        file.read(buffer, position);
        buffer.flip();
        bufferOffset = position;
    }

    private int keyBytes() {
        return buffer.getShort(frame + 10) & 0xFFFF;
    }

    long place() {
        return buffer.getLong(frame + 16);
    }

    long arrivalMillis() {
        return buffer.getLong(frame + 24);
    }

    long ingestId() {
        return buffer.getLong(frame + 32);
    }

    /** All of the record at which the reader stands; its body is valid until the next call. */
    StoredRecord record() {
        int keyBytes = keyBytes();
        int bodyAt = frame + Frames.RECORD_PREFIX_BYTES + keyBytes;
        Optional<PartitionKey> key = keyBytes == 0
                ? Optional.empty()
                : Optional.of(new PartitionKey(new String(
                        buffer.array(), frame + Frames.RECORD_PREFIX_BYTES, keyBytes, StandardCharsets.UTF_8)));
        ByteBuffer body = buffer.slice(bodyAt, frame + buffer.getInt(frame + 4) - bodyAt);
        return new StoredRecord(place(), arrivalMillis(), ingestId(), key, body);
    }

    /** Of a mark: the place of the next record. */
    long nextPlace() {
        return buffer.getLong(frame + 24);
    }

    /** Of a mark or a seal: the latest arrival time of the records in front of it. */
    long newestArrival() {
        return buffer.getLong(frame + 32);
    }

    /** Of a mark. */
    long syncedTo() {
        return buffer.getLong(frame + 40);
    }

    /** Of a mark or a seal. */
    long settledTo() {
        return buffer.getLong(frame + 48);
    }

    /** Of a seal: the place of the last record. */
    long lastPlace() {
        return buffer.getLong(frame + 24);
    }

    /** Of a seal: how many entries the index has. */
    long indexEntries() {
        return buffer.getLong(frame + 40);
    }

    /** Of a seal. */
    boolean isLastOfShard() {
        return (buffer.get(frame + 9) & Frames.LAST_OF_SHARD) != 0;
    }
}
