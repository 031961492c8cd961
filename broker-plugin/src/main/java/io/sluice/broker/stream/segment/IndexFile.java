package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;

/**
 * The index of a segment, beside it on the disk. It is written without waiting for the disk and can always be made again
 * from the segment, so each entry has a checksum, which the identity of the segment is part of: entries are believed up to
 * the first one that is wrong.
 */
final class IndexFile {

    private static final int ENTRY_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private final SegmentStore store;
    private final SegmentHeader header;

    IndexFile(SegmentStore store, SegmentHeader header) {
        this.store = store;
        this.header = header;
    }

    String name() {
        return SegmentHeader.indexName(header.base());
    }

    /** Writes entries at their place behind the ones before them. */
    void write(SparseIndex index, int from, int to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((to - from) * ENTRY_BYTES);
        for (int i = from; i < to; i++) {
            SparseIndex.Entry entry = index.get(i);
            buffer.putLong(entry.place()).putLong(entry.newestArrival()).putLong(entry.offset());
            buffer.putInt(checksum(buffer, buffer.position() - 3 * Long.BYTES));
        }
        try (SegmentFile file = from == 0 ? store.create(name()) : store.open(name())) {
            file.write(buffer.flip(), (long) from * ENTRY_BYTES);
        }
    }

    /** What can be believed of the file; nothing if there is none. */
    SparseIndex read() throws IOException {
        var index = new SparseIndex();
        ByteBuffer buffer = content();
        while (buffer.remaining() >= ENTRY_BYTES) {
            int start = buffer.position();
            var entry = new SparseIndex.Entry(buffer.getLong(), buffer.getLong(), buffer.getLong());
            if (buffer.getInt() != checksum(buffer, start)) {
                return index;
            }
            index.add(entry);
        }
        return index;
    }

    private ByteBuffer content() throws IOException {
        try (SegmentFile file = store.open(name())) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(file.size(), Frames.MAXIMUM_BYTES));
            file.read(buffer, 0);
            return buffer.flip();
        } catch (NoSuchFileException e) {
            return ByteBuffer.allocate(0);
        }
    }

    private int checksum(ByteBuffer buffer, int start) {
        var checksum = new CRC32C();
        checksum.update(buffer.duplicate().limit(start + 3 * Long.BYTES).position(start));
        checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, header.identity()));
        return (int) checksum.getValue();
    }
}
