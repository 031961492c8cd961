package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.segment.FrameReader.Found;
import java.io.IOException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Opens the segment that has a record, at a mark in front of it. Safe for use by several threads. */
final class SegmentFinder {

    private final SegmentStore store;
    private final int indexInterval;
    private final SegmentListener listener;

    /**
     * An open segment; whoever gets it closes its file.
     *
     * @param name of the file
     * @param frames the reader, in front of what was looked for
     * @param limit up to where there are frames that may be read
     * @param lastPlace place of the last record that may be read
     */
    record OpenSegment(String name, SegmentFile file, FrameReader frames, long limit, long lastPlace) {}

    SegmentFinder(SegmentStore store, SegmentLimits limits, SegmentListener listener) {
        this.store = store;
        this.indexInterval = limits.indexIntervalBytes();
        this.listener = listener;
    }

    SegmentStore store() {
        return store;
    }

    /** The segment with the record of this place, which must be from the horizon to below the next place. */
    OpenSegment at(LogView view, long place) throws IOException {
        return open(view, view.sealedWith(place), index -> index.offsetForPlace(place));
    }

    /**
     * The place of the first record that arrived at this time or later; the next place if none did.
     *
     * @throws java.nio.file.NoSuchFileException if the segment was trimmed meanwhile
     */
    long placeAt(LogView view, long arrivalMillis) throws IOException {
        SealedSegment sealed = view.sealedWithArrivalFrom(arrivalMillis);
        if (sealed == null && (view.open() == null || view.open().newestArrival() < arrivalMillis)) {
            return view.nextPlace();
        }
        OpenSegment segment = open(view, sealed, index -> index.offsetForTime(arrivalMillis));
        try {
            FrameReader frames = segment.frames();
            for (Found found = frames.next(segment.limit()); isPart(found); found = frames.next(segment.limit())) {
                if (found == Found.RECORD && frames.arrivalMillis() >= arrivalMillis) {
                    return frames.place();
                }
            }
            throw new DamagedSegmentException(
                    store,
                    segment.name(),
                    frames.position(),
                    "the record that arrived at " + arrivalMillis + " is missing");
        } finally {
            segment.file().close();
        }
    }

    private static boolean isPart(Found found) {
        return found == Found.RECORD || found == Found.MARK;
    }

    private OpenSegment open(LogView view, @Nullable SealedSegment sealed, ToLongFunction<SparseIndex> start)
            throws IOException {
        LogView.Open open = view.open();
        if (sealed == null) {
            if (open == null) {
                throw new IllegalStateException("no segment has the record that is looked for");
            }
            String name = open.header().fileName();
            long offset = Math.min(start.applyAsLong(open.index()), open.end());
            SegmentFile file = store.open(name);
            return new OpenSegment(name, file, new FrameReader(file, offset), open.end(), view.nextPlace() - 1);
        }
        SegmentFile file = store.open(sealed.fileName());
        boolean isKept = false;
        try {
            long offset = Math.min(start.applyAsLong(index(file, sealed)), sealed.end());
            isKept = true;
            return new OpenSegment(
                    sealed.fileName(), file, new FrameReader(file, offset), sealed.end(), sealed.lastPlace());
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    /** The index of a full segment, from its file, or made again if that is missing or incomplete. */
    private SparseIndex index(SegmentFile file, SealedSegment segment) throws IOException {
        var indexFile = new IndexFile(store, segment.header());
        SparseIndex index = indexFile.read();
        if (index.size() >= segment.indexEntries()) {
            return index;
        }
        var rebuilt = new SparseIndex();
        var scan = new SegmentScan(file, segment.header(), indexInterval, rebuilt, 0);
        if (scan.run(segment.end()) == Found.END) {
            try {
                indexFile.write(rebuilt, 0, rebuilt.size());
                listener.indexRebuilt(indexFile.name());
            } catch (IOException e) {
                listener.indexNotWritten(indexFile.name(), e);
            }
        }
        return rebuilt;
    }
}
