package io.sluice.broker.stream.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The segment that records are added to. What is added waits in memory until {@link #flush}, and may be taken back with
 * {@link #rewind} as long as it is not on the disk. Not thread-safe: the log has the lock.
 */
final class ActiveSegment implements Closeable {

    /** A place to go back to: all that depends on what was written so far. */
    record Point(long offset, long nextPlace, long newestArrival, int indexEntries) {}

    private final SegmentFile file;
    private final SegmentHeader header;
    private final int indexInterval;
    private final SparseIndex index;
    private final AppendBuffer added = new AppendBuffer();
    private long written;
    private long nextPlace;
    private long newestArrival;
    private Point batchStart;
    private Point synced;
    private boolean isMarkDue = true;
    private int indexEntriesOnDisk;

    /** Goes on with a file that has been read and is on the disk up to this point. */
    ActiveSegment(SegmentFile file, SegmentHeader header, int indexInterval, SparseIndex index, Point end) {
        this.file = file;
        this.header = header;
        this.indexInterval = indexInterval;
        this.index = index;
        this.written = end.offset();
        this.nextPlace = end.nextPlace();
        this.newestArrival = end.newestArrival();
        this.batchStart = end;
        this.synced = end;
    }

    /** Begins a file; it is on the disk when this returns. */
    static ActiveSegment create(SegmentStore store, SegmentHeader header, int indexInterval) throws IOException {
        SegmentFile file = store.create(header.fileName());
        try {
            file.write(header.encoded(), 0);
            file.force();
            store.sync();
        } catch (IOException e) {
            file.close();
            throw e;
        }
        Point start = new Point(SegmentHeader.BYTES, header.base(), Frames.NO_ARRIVAL, 0);
        return new ActiveSegment(file, header, indexInterval, new SparseIndex(), start);
    }

    SegmentHeader header() {
        return header;
    }

    SparseIndex index() {
        return index;
    }

    /** Waits until the disk has everything that was flushed. */
    void force() throws IOException {
        file.force();
    }

    boolean isEmpty() {
        return nextPlace == header.base();
    }

    long newestArrival() {
        return newestArrival;
    }

    long nextPlace() {
        return nextPlace;
    }

    /** How long the file is once everything is in it. */
    long size() {
        return written + added.bytes();
    }

    /** Adds a record. @return its place */
    long append(NewRecord record, byte[] key, long settled) throws IOException {
        boolean isEntryDue =
                index.size() == 0 || size() - index.get(index.size() - 1).offset() >= indexInterval;
        if (isMarkDue || isEntryDue) {
            mark(isEntryDue, settled);
        }
        Frames.putRecord(room(Frames.RECORD_PREFIX_BYTES + key.length), record, nextPlace, key);
        ByteBuffer body = record.body().duplicate();
        if (body.remaining() < AppendBuffer.LARGE_BYTES) {
            room(body.remaining()).put(body);
        } else {
            added.add(body);
        }
        if (added.isFull()) {
            flush();
        }
        newestArrival = Math.max(newestArrival, record.arrivalMillis());
        return nextPlace++;
    }

    private void mark(boolean withEntry, long settled) throws IOException {
        ByteBuffer room = room(Frames.MARK_BYTES);
        long offset = size();
        Frames.putMark(room, offset, nextPlace, newestArrival, synced.offset(), settled);
        isMarkDue = false;
        if (withEntry) {
            index.add(new SparseIndex.Entry(nextPlace, newestArrival, offset));
        }
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (!added.hasRoom(bytes)) {
            flush();
        }
        return added.room(bytes);
    }

    /** Brings everything into the file. */
    void flush() throws IOException {
        int bytes = added.bytes();
        if (added.hasLarge()) {
            file.writeLarge(added.pieces(), written);
        } else {
            writeSmall();
        }
        written += bytes;
        added.clear();
    }

    private void writeSmall() throws IOException {
        long at = written;
        for (ByteBuffer piece : added.pieces()) {
            int bytes = piece.remaining();
            file.write(piece, at);
            at += bytes;
        }
    }

    /** Ends the batch: what comes next is taken back without it. */
    Point endBatch() {
        added.fit(written - batchStart.offset());
        batchStart = new Point(written, nextPlace, newestArrival, index.size());
        isMarkDue = true;
        return batchStart;
    }

    /** The end of what no failure of a later write takes back. */
    Point batchStart() {
        return batchStart;
    }

    /** The end of what is on the disk. */
    Point synced() {
        return synced;
    }

    /** The file is on the disk up to there. */
    void synced(Point point) {
        synced = point;
    }

    /** Forgets what came after this point; the file may be longer until {@link #cut}. */
    void rewind(Point point) {
        added.clear();
        written = point.offset();
        nextPlace = point.nextPlace();
        newestArrival = point.newestArrival();
        index.shrink(point.indexEntries());
        batchStart = point;
        isMarkDue = true;
    }

    /** Cuts off what is in the file behind the end. */
    void cut() throws IOException {
        file.truncate(written);
    }

    /** Says once more how far the file is on the disk, so that damage of the last batch can be told from a torn one. */
    void confirm(long settled) throws IOException {
        mark(false, settled);
        flush();
        cut();
        file.force();
        synced(endBatch());
    }

    /** Ends the file; it is on the disk when this returns. */
    SealedSegment seal(boolean isLastOfShard, long settled) throws IOException {
        var sealed = new SealedSegment(header, nextPlace - 1, newestArrival, size(), index.size(), isLastOfShard);
        Frames.putSeal(room(Frames.SEAL_BYTES), sealed, settled);
        flush();
        cut();
        file.force();
        return sealed;
    }

    /** Writes the entries of the index that belong to what is on the disk. */
    void writeIndex(SegmentStore store, SegmentListener listener) {
        int entries = index.countBelow(synced.offset());
        if (entries <= indexEntriesOnDisk) {
            return;
        }
        var indexFile = new IndexFile(store, header);
        try {
            indexFile.write(index, indexEntriesOnDisk, entries);
            indexEntriesOnDisk = entries;
        } catch (IOException e) {
            listener.indexNotWritten(indexFile.name(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
