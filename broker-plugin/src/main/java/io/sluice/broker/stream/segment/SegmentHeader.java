package io.sluice.broker.stream.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The first bytes of a segment file: magic, version, whose it is. A later version may add how records are compressed or
 * encrypted; this one has room for it and reads no other version.
 *
 * @param stream name of the stream
 * @param shard number of the shard
 * @param base place of the first record of the file
 * @param createdMillis when the file was begun
 */
record SegmentHeader(String stream, int shard, long base, long createdMillis) {

    /** Size on disk. */
    static final int BYTES = 256;

    static final short VERSION = 1;

    private static final long MAGIC = 0x534C_5549_4345_5347L;
    private static final int CHECKSUM_AT = BYTES - Integer.BYTES;
    private static final String SEGMENT = ".segment";
    private static final String INDEX = ".index";
    private static final int NAME_DIGITS = 20;

    static boolean isSegment(String fileName) {
        return fileName.length() == NAME_DIGITS + SEGMENT.length()
                && fileName.endsWith(SEGMENT)
                && fileName.chars().limit(NAME_DIGITS).allMatch(character -> character >= '0' && character <= '9');
    }

    static String segmentName(long base) {
        return digits(base) + SEGMENT;
    }

    static String indexName(long base) {
        return digits(base) + INDEX;
    }

    private static String digits(long base) {
        String digits = Long.toString(base);
        return "0".repeat(NAME_DIGITS - digits.length()) + digits;
    }

    String fileName() {
        return segmentName(base);
    }

    /** What tells files apart that have the same name at different times. */
    long identity() {
        return (base * 31 + createdMillis) * 31 + shard;
    }

    ByteBuffer encoded() {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.putLong(MAGIC).putShort(VERSION).putShort((short) BYTES).putInt(0);
        buffer.putLong(base).putLong(createdMillis).putInt(shard);
        buffer.putShort((short) name.length).put(name);
        return buffer.putInt(CHECKSUM_AT, checksum(buffer)).clear();
    }

    private static int checksum(ByteBuffer buffer) {
        var checksum = new CRC32C();
        checksum.update(buffer.duplicate().clear().limit(CHECKSUM_AT));
        return (int) checksum.getValue();
    }

    /**
     * Reads a header.
     *
     * @param buffer {@value #BYTES} bytes
     * @throws IllegalArgumentException if it is none, or one of another version; the message is a part of a sentence
     */
    static SegmentHeader decode(ByteBuffer buffer) {
        if (buffer.getLong(0) != MAGIC) {
            throw new IllegalArgumentException("it does not begin like a segment");
        }
        if (buffer.getShort(8) != VERSION) {
            throw new IllegalArgumentException(
                    "it is of version " + buffer.getShort(8) + ", and this program reads version " + VERSION);
        }
        if (buffer.getInt(CHECKSUM_AT) != checksum(buffer)) {
            throw new IllegalArgumentException("the checksum of its header is wrong");
        }
        byte[] name = new byte[buffer.getShort(36)];
        buffer.get(38, name);
        return new SegmentHeader(
                new String(name, StandardCharsets.UTF_8), buffer.getInt(32), buffer.getLong(16), buffer.getLong(24));
    }
}
