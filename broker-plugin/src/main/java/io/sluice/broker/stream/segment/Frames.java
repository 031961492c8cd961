package io.sluice.broker.stream.segment;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What a segment file has behind its header: frames, one after the other.
 *
 * <pre>
 * every frame   0 CRC32C of all that follows it   4 length of the frame   8 kind   9 flags   10 length of the key   12 zero
 * record       16 place   24 arrival   32 ingest id   40 key, body
 * mark         16 offset of this mark   24 next place   32 newest arrival so far   40 synced to   48 settled to   56 magic
 * seal         16 offset of this seal   24 last place   32 newest arrival   40 entries of the index   48 settled to   56 magic
 * </pre>
 *
 * A mark stands in front of the first record of each batch, and wherever the index has an entry. "Synced to" is an offset:
 * what lies below it was on the disk when the mark was written, so a frame that cannot be read there is damage, and not what
 * a crash left of a write. "Settled to" is a place: up to it, the broker's journal has forgotten the records for good. The
 * offset of itself tells a mark from a copy of one in the body of a record.
 */
final class Frames {

    static final byte RECORD = 1;
    static final byte MARK = 2;
    static final byte SEAL = 3;

    static final int PREFIX_BYTES = 16;
    static final int RECORD_PREFIX_BYTES = 40;
    static final int MARK_BYTES = 64;
    static final int SEAL_BYTES = 64;

    /** Longest frame: the largest record with what a protocol adds to it, and a good deal more. */
    static final int MAXIMUM_BYTES = 32 * 1024 * 1024;

    /** The arrival time of a segment without records. */
    static final long NO_ARRIVAL = Long.MIN_VALUE;

    static final byte LAST_OF_SHARD = 1;
    static final long MARK_MAGIC = 0x534C_5549_4345_4D4BL;
    static final long SEAL_MAGIC = 0x534C_5549_4345_5345L;
    static final int MAGIC_AT = 56;

    private Frames() {}

    static int recordBytes(int keyBytes, int bodyBytes) {
        return Math.addExact(RECORD_PREFIX_BYTES + keyBytes, bodyBytes);
    }

    /** Writes a record's frame up to its body; the checksum is that of all of it. */
    static void putRecord(ByteBuffer target, NewRecord record, long place, byte[] key) {
        int start = target.position();
        ByteBuffer body = record.body();
        putPrefix(target, recordBytes(key.length, body.remaining()), RECORD, 0);
        target.putShort(start + 10, (short) key.length);
        target.putLong(place)
                .putLong(record.arrivalMillis())
                .putLong(record.ingestId())
                .put(key);
        var checksum = new CRC32C();
        checksum.update(target.duplicate().flip().position(start + Integer.BYTES));
        checksum.update(body.duplicate());
        target.putInt(start, (int) checksum.getValue());
    }

    static void putMark(ByteBuffer target, long offset, long nextPlace, long newestArrival, long synced, long settled) {
        int start = target.position();
        putPrefix(target, MARK_BYTES, MARK, 0);
        target.putLong(offset).putLong(nextPlace).putLong(newestArrival);
        target.putLong(synced).putLong(settled).putLong(MARK_MAGIC);
        putChecksum(target, start);
    }

    static void putSeal(ByteBuffer target, SealedSegment segment, long settled) {
        int start = target.position();
        putPrefix(target, SEAL_BYTES, SEAL, segment.isLastOfShard() ? LAST_OF_SHARD : 0);
        target.putLong(segment.end()).putLong(segment.lastPlace()).putLong(segment.newestArrival());
        target.putLong(segment.indexEntries()).putLong(settled).putLong(SEAL_MAGIC);
        putChecksum(target, start);
    }

    private static void putPrefix(ByteBuffer target, int length, byte kind, int flags) {
        target.putInt(0)
                .putInt(length)
                .put(kind)
                .put((byte) flags)
                .putShort((short) 0)
                .putInt(0);
    }

    private static void putChecksum(ByteBuffer target, int start) {
        target.putInt(start, checksum(target, start, target.position() - start));
    }

    /** The checksum that a frame should have. */
    static int checksum(ByteBuffer buffer, int start, int length) {
        var checksum = new CRC32C();
        checksum.update(buffer.duplicate().limit(start + length).position(start + Integer.BYTES));
        return (int) checksum.getValue();
    }

    /** Whether an undamaged mark or seal begins here, as far as the buffer has it all. */
    static boolean isWhole(ByteBuffer buffer, int start, byte kind, long offset) {
        return start >= 0
                && start + MARK_BYTES <= buffer.limit()
                && buffer.getInt(start + 4) == MARK_BYTES
                && buffer.get(start + 8) == kind
                && buffer.getLong(start + 16) == offset
                && buffer.getLong(start + MAGIC_AT) == (kind == MARK ? MARK_MAGIC : SEAL_MAGIC)
                && buffer.getInt(start) == checksum(buffer, start, MARK_BYTES);
    }
}
