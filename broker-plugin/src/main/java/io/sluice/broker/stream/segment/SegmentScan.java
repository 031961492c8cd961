package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.segment.FrameReader.Found;
import java.io.IOException;

/** Reads a segment from a mark on and checks that its frames follow each other. Not thread-safe. */
final class SegmentScan {

    private final FrameReader reader;
    private final int indexInterval;
    private final SparseIndex index;
    private long nextPlace;
    private long newestArrival;
    private long syncedTo;
    private long settledTo;

    /**
     * @param index gets the marks that are read; it ends with the one where reading begins, or is empty
     * @param settledTo what is said to be settled if no mark says more
     */
    SegmentScan(SegmentFile file, SegmentHeader header, int indexInterval, SparseIndex index, long settledTo) {
        this.indexInterval = indexInterval;
        this.index = index;
        this.settledTo = settledTo;
        if (index.size() == 0) {
            this.reader = new FrameReader(file, SegmentHeader.BYTES);
            this.nextPlace = header.base();
            this.newestArrival = Frames.NO_ARRIVAL;
        } else {
            SparseIndex.Entry last = index.get(index.size() - 1);
            this.reader = new FrameReader(file, last.offset());
            this.nextPlace = last.place();
            this.newestArrival = last.newestArrival();
        }
    }

    /** Goes on up to a seal, to something that does not belong there, or to the limit. */
    Found run(long limit) throws IOException {
        while (true) {
            long offset = reader.position();
            Found found = reader.next(limit);
            if (found == Found.RECORD && reader.place() == nextPlace) {
                nextPlace++;
                newestArrival = Math.max(newestArrival, reader.arrivalMillis());
            } else if (found == Found.MARK && reader.nextPlace() == nextPlace) {
                passMark(offset);
            } else {
                reader.moveTo(offset);
                return found == Found.RECORD || found == Found.MARK ? Found.DAMAGE : found;
            }
        }
    }

    private void passMark(long offset) {
        syncedTo = Math.max(syncedTo, reader.syncedTo());
        settledTo = Math.max(settledTo, reader.settledTo());
        long lastOffset = index.size() == 0
                ? Long.MIN_VALUE / 2
                : index.get(index.size() - 1).offset();
        if (offset - lastOffset >= indexInterval) {
            index.add(new SparseIndex.Entry(nextPlace, newestArrival, offset));
        }
    }

    /** Up to where marks said that the file was on the disk. */
    long syncedTo() {
        return syncedTo;
    }

    long settledTo() {
        return settledTo;
    }

    ActiveSegment.Point point() {
        return new ActiveSegment.Point(reader.position(), nextPlace, newestArrival, index.size());
    }
}
