package io.sluice.broker.stream.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * Writes to a file past the page cache (ADR 42). The file system takes whole blocks only, so the part of a block in which a write begins is
 * written again with it, and zeros are written behind its end. What is read through the page cache afterwards is what was written. Not
 * thread-safe.
 */
final class DirectWriter implements Closeable {

    /** What one write takes: a record of 1 MiB with all that is added to it. */
    private static final int BUFFER_BYTES = 1024 * 1024 + DirectAccess.MOST_BLOCK_BYTES;

    private static final long NOWHERE = -1;

    /** One for each thread that writes, which is one for each stream. */
    private static final ThreadLocal<ByteBuffer> BUFFERS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES + DirectAccess.MOST_BLOCK_BYTES)
                    .alignedSlice(DirectAccess.MOST_BLOCK_BYTES)
                    .slice(0, BUFFER_BYTES));

    private final FileChannel direct;
    private final FileChannel cached;
    private final int blockBytes;
    private final byte[] tail;
    private long tailEnd = NOWHERE;

    /**
     * @param direct the file, past the page cache
     * @param cached the same file, through the page cache
     * @param blockBytes a power of 2
     */
    DirectWriter(FileChannel direct, FileChannel cached, int blockBytes) {
        this.direct = direct;
        this.cached = cached;
        this.blockBytes = blockBytes;
        this.tail = new byte[blockBytes];
    }

    /** The file has changed in another way. */
    void forgetTail() {
        tailEnd = NOWHERE;
    }

    /** Writes these buffers, one behind the other; they stay as they are. If it throws, any part of it may be in the file. */
    void write(List<ByteBuffer> sources, long position) throws IOException {
        long at = position - position % blockBytes;
        ByteBuffer buffer = BUFFERS.get().clear();
        putTail(buffer, at, (int) (position - at));
        tailEnd = NOWHERE;
        long end = position;
        for (ByteBuffer source : sources) {
            end += source.remaining();
            for (int from = source.position(); from < source.limit(); ) {
                int bytes = Math.min(buffer.remaining(), source.limit() - from);
                buffer.put(buffer.position(), source, from, bytes).position(buffer.position() + bytes);
                from += bytes;
                at += buffer.hasRemaining() ? 0 : write(buffer, at);
            }
        }
        int tailBytes = (int) (end % blockBytes);
        if (tailBytes > 0) {
            buffer.get(buffer.position() - tailBytes, tail, 0, tailBytes);
            buffer.put(new byte[blockBytes - tailBytes]);
        }
        write(buffer, at);
        tailEnd = end;
    }

    /** Puts the part of the block in front of a write into the buffer. */
    private void putTail(ByteBuffer buffer, long at, int bytes) throws IOException {
        if (at + bytes == tailEnd) {
            buffer.put(tail, 0, bytes);
            return;
        }
        buffer.limit(bytes);
        while (buffer.hasRemaining()) {
            if (cached.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file ends in front of " + (at + bytes));
            }
        }
        buffer.limit(buffer.capacity());
    }

    /** Writes what is in the buffer, and empties it. @return how much it was */
    private int write(ByteBuffer buffer, long position) throws IOException {
        int bytes = buffer.position();
        buffer.flip();
        while (buffer.hasRemaining()) {
            direct.write(buffer, position + buffer.position());
        }
        buffer.clear();
        return bytes;
    }

    @Override
    public void close() throws IOException {
        direct.close();
    }
}
