package io.sluice.broker.stream.segment;

import java.util.Arrays;

/**
 * Some of the marks of one segment, in the order of the file: what place and what time begins where. Safe for use by
 * several threads.
 *
 * <p>Next to each mark stands the latest arrival time of the records in front of it. It never decreases, even when the
 * clock does, so it can be searched: the first record that arrived at a time or later cannot be in front of the last mark
 * with an earlier one.
 */
final class SparseIndex {

    private long[] places = new long[16];
    private long[] newestArrivals = new long[16];
    private long[] offsets = new long[16];
    private int size;

    /** One entry. */
    record Entry(long place, long newestArrival, long offset) {}

    synchronized void add(Entry entry) {
        if (size == places.length) {
            places = Arrays.copyOf(places, size * 2);
            newestArrivals = Arrays.copyOf(newestArrivals, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        places[size] = entry.place();
        newestArrivals[size] = entry.newestArrival();
        offsets[size] = entry.offset();
        size++;
    }

    synchronized int size() {
        return size;
    }

    synchronized Entry get(int entry) {
        return new Entry(places[entry], newestArrivals[entry], offsets[entry]);
    }

    /** Forgets all entries but the first ones. */
    synchronized void shrink(int entries) {
        size = entries;
    }

    /** How many entries are in front of this offset. */
    synchronized int countBelow(long offset) {
        return below(offsets, offset);
    }

    /** The offset of the last mark in front of the record with this place; that of the first frame if there is none. */
    synchronized long offsetForPlace(long place) {
        int entry = below(places, place + 1) - 1;
        return entry < 0 ? SegmentHeader.BYTES : offsets[entry];
    }

    /** The offset of the last mark in front of all records that arrived at this time or later. */
    synchronized long offsetForTime(long arrivalMillis) {
        int entry = below(newestArrivals, arrivalMillis) - 1;
        return entry < 0 ? SegmentHeader.BYTES : offsets[entry];
    }

    /** How many of the ascending values are less than this one. */
    private int below(long[] values, long value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
