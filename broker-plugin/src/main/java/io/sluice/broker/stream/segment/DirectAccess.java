package io.sluice.broker.stream.segment;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Whether the files of some folders on one file system are written past the page cache (ADR 42): until it refuses, which some do when a
 * file is opened, and some when it is written to. Thread-safe.
 */
public final class DirectAccess {

    /** A file system with larger blocks is none of a disk. */
    static final int MOST_BLOCK_BYTES = 64 * 1024;

    private final SegmentListener listener;
    private boolean isPossible = true;

    /** @param listener is told once, if it is refused */
    public DirectAccess(SegmentListener listener) {
        this.listener = listener;
    }

    synchronized boolean isPossible() {
        return isPossible;
    }

    synchronized void refused(Exception reason) {
        if (isPossible) {
            isPossible = false;
            listener.directWritesRefused(String.valueOf(reason.getMessage()));
        }
    }

    /** A way to write to a file past the page cache; null if there is none. @param cached the same file, opened */
    @Nullable
    DirectWriter open(Path file, FileChannel cached) {
        if (!isPossible()) {
            return null;
        }
        try {
            long blockBytes = Files.getFileStore(file).getBlockSize();
            if (blockBytes > MOST_BLOCK_BYTES || Long.bitCount(blockBytes) != 1) {
                throw new UnsupportedOperationException("the blocks of the file system have " + blockBytes + " bytes");
            }
            FileChannel direct = FileChannel.open(file, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);
            return new DirectWriter(direct, cached, (int) blockBytes);
        } catch (IOException | UnsupportedOperationException e) {
            refused(e);
            return null;
        }
    }
}
