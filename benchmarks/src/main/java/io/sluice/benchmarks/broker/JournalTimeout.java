package io.sluice.benchmarks.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The journal's buffer timeout that fits a disk: the time of one small synchronous write, the best of some tries. */
public final class JournalTimeout {
    private static final int BLOCK_BYTES = 4096;
    private static final int BLOCKS = 250;
    private static final int TRIES = 5;

    private JournalTimeout() {}

    /** Nanoseconds for a journal in this folder. */
    public static int calibrated(Path folder) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(folder), "calibration", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            write(channel);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                write(channel);
                best = Math.min(best, System.nanoTime() - start);
            }
            return Math.toIntExact(best / BLOCKS);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(FileChannel channel) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        for (int i = 0; i < BLOCKS; i++) {
            block.clear();
            channel.write(block, (long) i * BLOCK_BYTES);
            channel.force(false);
        }
    }
}
