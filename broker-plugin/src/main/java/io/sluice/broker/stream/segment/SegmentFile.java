package io.sluice.broker.stream.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file. Reading is safe beside writing by another thread. */
public interface SegmentFile extends Closeable {

    long size() throws IOException;

    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer target, long position) throws IOException;

    /** Writes all of the buffer; if it throws, any part of it may be in the file. */
    void write(ByteBuffer source, long position) throws IOException;

    /** Cuts the file off; no effect if it is shorter. */
    void truncate(long size) throws IOException;

    /** Returns when what was written before would survive a loss of power. */
    void force() throws IOException;
}
