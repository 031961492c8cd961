package io.sluice.broker.stream.segment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a log can be read at one moment. Immutable but for the index of the open segment, which readers use up to the end
 * of what is readable.
 *
 * @param sealed the full segments, oldest first
 * @param open the newest segment, as far as it can be read; null if there is none that is not full
 * @param nextPlace place of the first record that cannot be read yet
 * @param isFinished no further record will come
 */
record LogView(List<SealedSegment> sealed, @Nullable Open open, long nextPlace, boolean isFinished) {

    /** The segment that is written to. */
    record Open(SegmentHeader header, SparseIndex index, long end, long newestArrival) {}

    /** @param nextIfEmpty the next place if no file says which it is */
    static LogView of(List<SealedSegment> sealed, @Nullable ActiveSegment active, long nextIfEmpty) {
        if (active != null) {
            ActiveSegment.Point end = active.synced();
            var open = new Open(active.header(), active.index(), end.offset(), end.newestArrival());
            return new LogView(sealed, open, end.nextPlace(), false);
        }
        if (sealed.isEmpty()) {
            return new LogView(sealed, null, nextIfEmpty, false);
        }
        SealedSegment last = sealed.get(sealed.size() - 1);
        return new LogView(sealed, null, last.lastPlace() + 1, last.isLastOfShard());
    }

    /** Place of the oldest record that is kept; the next place if there is none. */
    long horizon() {
        if (!sealed.isEmpty()) {
            return sealed.get(0).base();
        }
        return open == null ? nextPlace : open.header().base();
    }

    /** The full segment that has the record of this place; null if it is not in one. */
    @Nullable
    SealedSegment sealedWith(long place) {
        int low = 0;
        int high = sealed.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            SealedSegment segment = sealed.get(middle);
            if (place < segment.base()) {
                high = middle - 1;
            } else if (place > segment.lastPlace()) {
                low = middle + 1;
            } else {
                return segment;
            }
        }
        return null;
    }

    /** The first full segment with a record that arrived then or later; null if there is none. */
    @Nullable
    SealedSegment sealedWithArrivalFrom(long arrivalMillis) {
        for (SealedSegment segment : sealed) {
            if (!segment.isEmpty() && segment.newestArrival() >= arrivalMillis) {
                return segment;
            }
        }
        return null;
    }

    long bytes() {
        long bytes = open == null ? 0 : open.end();
        for (SealedSegment segment : sealed) {
            bytes += segment.fileBytes();
        }
        return bytes;
    }
}
