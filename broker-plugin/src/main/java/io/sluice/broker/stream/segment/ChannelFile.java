package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file in a folder. Batches with large records are written past the page cache, if the file system lets it; the rest, and all reading, goes
 * through it.
 */
final class ChannelFile implements SegmentFile {

    /** Less costs no more in the page cache than waiting for the disk does. */
    private static final int LEAST_DIRECT_BYTES = 24 * 1024;

    /** Java copies a heap buffer into a direct one of the same size, and keeps that for the thread. */
    private static final int PIECE_BYTES = 256 * 1024;

    private final Path path;
    private final DirectAccess access;
    private final FileChannel channel;
    private @Nullable DirectWriter direct;
    private boolean hasWrittenDirectly;

    ChannelFile(Path path, DirectAccess access, OpenOption... options) throws IOException {
        this.path = path;
        this.access = access;
        this.channel = FileChannel.open(path, options);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        int limit = target.limit();
        long at = position;
        int read = 0;
        while (target.position() < limit && read >= 0) {
            target.limit(Math.min(limit, target.position() + PIECE_BYTES));
            read = channel.read(target, at);
            at += Math.max(0, read);
        }
        target.limit(limit);
    }

    @Override
    public void writeLarge(List<ByteBuffer> sources, long position) throws IOException {
        IOException refusal = null;
        DirectWriter past = isMuch(sources) ? directly() : null;
        if (past != null) {
            try {
                past.write(sources, position);
                hasWrittenDirectly = true;
                return;
            } catch (IOException e) {
                if (hasWrittenDirectly) {
                    throw e;
                }
                refusal = e;
            }
        }
        SegmentFile.super.writeLarge(sources, position);
        if (refusal != null) {
            access.refused(refusal);
        }
    }

    private static boolean isMuch(List<ByteBuffer> sources) {
        long bytes = 0;
        for (ByteBuffer source : sources) {
            bytes += source.remaining();
        }
        return bytes >= LEAST_DIRECT_BYTES;
    }

    private @Nullable DirectWriter directly() {
        if (direct == null) {
            direct = access.open(path, channel);
        }
        return access.isPossible() ? direct : null;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        forgetTail();
        int limit = source.limit();
        long at = position;
        while (source.position() < limit) {
            source.limit(Math.min(limit, source.position() + PIECE_BYTES));
            at += channel.write(source, at);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        forgetTail();
        channel.truncate(size);
    }

    private void forgetTail() {
        if (direct != null) {
            direct.forgetTail();
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (direct != null) {
                direct.close();
            }
        }
    }
}
