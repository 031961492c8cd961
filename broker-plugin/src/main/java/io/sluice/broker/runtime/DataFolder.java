package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.StartRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the messages, locked for this process. The operating system gives the lock back when the process
 * ends, however it ends.
 */
final class DataFolder implements AutoCloseable {

    private static final String LOCK = "sluice.lock";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Makes the folder if it is missing and locks it. */
    static DataFolder open(Path path) throws StartRefusedException {
        Path absolute = path.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            Files.createDirectories(absolute);
            channel = FileChannel.open(absolute.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) != null) {
                return new DataFolder(absolute, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The data folder " + absolute + " cannot be written to (" + e
                            + "). Name another one with --data, or give this user the right to write there.",
                    e);
        }
        throw new StartRefusedException("The data folder " + absolute
                + " is in use by another broker. Stop that one first, or name another folder with --data: two brokers"
                + " on one folder would destroy its messages.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Absolute path of the folder. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
