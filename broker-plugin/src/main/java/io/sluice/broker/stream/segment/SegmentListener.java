package io.sluice.broker.stream.segment;

import java.io.IOException;

/** Is told what happens to the files of a shard. Called on the thread that does it; must be quick and never throw. */
public interface SegmentListener {

    /** Ignores everything. */
    SegmentListener NONE = new SegmentListener() {};

    /** The end of the newest segment was cut off at start: what a crash left of writes that nobody was told of. */
    default void tailCut(String file, long offset, long bytes) {}

    /** The index of a segment was missing or did not fit and was made again. */
    default void indexRebuilt(String file) {}

    /** The index of a segment could not be written; it will be made again when it is needed. */
    default void indexNotWritten(String file, IOException cause) {}

    /** The file system takes no writes past the page cache, so large ones go through it from now on (ADR 42). */
    default void directWritesRefused(String reason) {}

    /** A segment was deleted because its time was over, or for want of room. */
    default void segmentTrimmed(String file, long bytes) {}
}
