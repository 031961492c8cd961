package io.sluice.broker.stream.segment;

/**
 * A segment that nothing is added to any more.
 *
 * @param header the file's header
 * @param lastPlace place of the last record; one below the base if it has none
 * @param newestArrival the latest arrival time of its records; {@link Frames#NO_ARRIVAL} if it has none
 * @param end where the last frame before the seal ends
 * @param indexEntries how many entries its index has if it is complete
 * @param isLastOfShard the shard was closed with this segment
 */
record SealedSegment(
        SegmentHeader header, long lastPlace, long newestArrival, long end, int indexEntries, boolean isLastOfShard) {

    long base() {
        return header.base();
    }

    String fileName() {
        return header.fileName();
    }

    long fileBytes() {
        return end + Frames.SEAL_BYTES;
    }

    boolean isEmpty() {
        return lastPlace < base();
    }
}
