package io.sluice.broker.stream.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One open file. Reading is safe beside writing by another thread. Behind what was written there may be zeros, up to the end of a block of the disk,
 * until {@link #truncate} (ADR 42).
 */
public interface SegmentFile extends Closeable {

    /** With the zeros behind its end. */
    long size() throws IOException;

    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer; if it throws, any part of it may be in the file. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Writes all of these buffers, one behind the other, as if they were one; for records that are large. */
    default void writeLarge(List<ByteBuffer> sources, long position) throws IOException {
        long at = position;
        for (ByteBuffer source : sources) {
            int bytes = source.remaining();
            write(source, at);
            at += bytes;
        }
    }

    /** Cuts the file off; no effect if it is shorter. */
    void truncate(long size) throws IOException;

    /** Returns when what was written before would survive a loss of power. */
    void force() throws IOException;
}
