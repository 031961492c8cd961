package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds marks in a file behind something that cannot be read, where nobody knows where frames begin. */
final class MarkSearch {

    /** No mark found. */
    static final long NONE = -1;

    private static final int BUFFER_BYTES = 128 * 1024;

    private final SegmentFile file;

    MarkSearch(SegmentFile file) {
        this.file = file;
    }

    /** The offset of the first whole mark or seal that begins at {@code from} or behind it. */
    long first(long from, long size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        for (long start = from; start + Frames.MARK_BYTES <= size; start += BUFFER_BYTES - Frames.MARK_BYTES + 1) {
            buffer.clear().limit((int) Math.min(BUFFER_BYTES, size - start));
            file.read(buffer, start);
            buffer.flip();
            int at = find(buffer, start);
            if (at >= 0) {
                return start + at;
            }
        }
        return NONE;
    }

    private static int find(ByteBuffer buffer, long start) {
        for (int at = 0; at + Frames.MARK_BYTES <= buffer.limit(); at++) {
            if (buffer.getLong(at + 16) == start + at
                    && (Frames.isWhole(buffer, at, Frames.MARK, start + at)
                            || Frames.isWhole(buffer, at, Frames.SEAL, start + at))) {
                return at;
            }
        }
        return -1;
    }

    /** Up to where the marks that begin at {@code from} or behind it say that the file was on the disk. */
    long syncedTo(long from, long size) throws IOException {
        long synced = 0;
        for (long at = first(from, size); at != NONE; at = first(at + Frames.MARK_BYTES, size)) {
            var reader = new FrameReader(file, at);
            synced = Math.max(synced, reader.next(size) == FrameReader.Found.MARK ? reader.syncedTo() : at);
        }
        return synced;
    }
}
