package io.sluice.benchmarks.segment;

import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.segment.DirectAccess;
import io.sluice.broker.stream.segment.FolderSegmentStore;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/** Writes a log, opens it, searches it and reads it, and prints what that took, a line for each value. */
public final class SegmentMain {

    public static final String OPEN_SECONDS = "open s";
    public static final String SEEK_P99 = "seek by number, p99 ms";
    public static final String TIME_P99 = "seek by time, p99 ms";

    private static final long SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int RECORD_BYTES = 1024;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int SEEKS = 2_000;
    private static final double MEGABYTE = 1e6;

    private final Path folder;
    private final long totalBytes;
    private final Random random = new Random(1);
    private final ByteBuffer body = ByteBuffer.allocate(RECORD_BYTES);
    private final Optional<PartitionKey> key = Optional.of(new PartitionKey("truck-17"));
    private long clockMillis;

    private SegmentMain(Path folder, long totalBytes) {
        this.folder = folder;
        this.totalBytes = totalBytes;
        random.nextBytes(body.array());
    }

    /** @param args folder, megabytes, rounds */
    public static void main(String[] args) throws IOException {
        var main = new SegmentMain(Path.of(args[0]), Long.parseLong(args[1]) * 1_000_000);
        main.compareWriting(Integer.parseInt(args[2]));
        main.fillAndRead();
    }

    private static void print(String quantity, double value) {
        System.out.println(quantity + "=" + value);
    }

    private void compareWriting(int rounds) throws IOException {
        long bytes = totalBytes / 10;
        for (int round = -1; round < rounds; round++) {
            double plain = perSecond(bytes, writePlain(bytes));
            double log = perSecond(bytes, writeLog(folder.resolve("round" + round), bytes));
            if (round >= 0) {
                print("plain file, 64 KiB pieces, fsync every 20 ms, MB/s", plain);
                print("append, 1 KiB records, fsync every 20 ms, MB/s", log);
                print("append over plain ratio", log / plain);
            }
        }
    }

    private static double perSecond(long bytes, long nanos) {
        return bytes / MEGABYTE / (nanos / 1e9);
    }

    private long writePlain(long bytes) throws IOException {
        Path file = folder.resolve("plain");
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        long start = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long synced = start;
            for (long written = 0; written < bytes; written += PIECE_BYTES) {
                channel.write(piece.clear(), written);
                if (System.nanoTime() - synced >= SYNC_NANOS) {
                    channel.force(false);
                    synced = System.nanoTime();
                }
            }
            channel.force(false);
        }
        long nanos = System.nanoTime() - start;
        Files.delete(file);
        return nanos;
    }

    private long writeLog(Path where, long bytes) throws IOException {
        long start = System.nanoTime();
        try (ShardLog log = open(where)) {
            fill(log, bytes);
        }
        long nanos = System.nanoTime() - start;
        try (var files = Files.list(where)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return nanos;
    }

    private static ShardLog open(Path where) throws IOException {
        return ShardLog.open(
                new FolderSegmentStore(where, new DirectAccess(SegmentListener.NONE)),
                "bench",
                new ShardId(0),
                1,
                SegmentLimits.DEFAULT,
                SegmentListener.NONE);
    }

    private void fill(ShardLog log, long bytes) throws IOException {
        long synced = System.nanoTime();
        for (long written = 0; written < bytes; written += RECORD_BYTES) {
            log.append(new NewRecord(clockMillis++, clockMillis, key, body), 0);
            if (System.nanoTime() - synced >= SYNC_NANOS) {
                log.sync();
                synced = System.nanoTime();
            }
        }
        log.sync();
    }

    private void fillAndRead() throws IOException {
        clockMillis = 0;
        Path where = folder.resolve("log");
        try (ShardLog log = open(where)) {
            fill(log, totalBytes);
        }
        print("live heap before opening, MB", liveMegabytes());
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            try (ShardLog log = open(where)) {
                print(OPEN_SECONDS, (System.nanoTime() - start) / 1e9);
                print("live heap when open, MB", liveMegabytes());
                read(log);
            }
        }
    }

    private void read(ShardLog log) throws IOException {
        long start = System.nanoTime();
        long records = 0;
        try (ShardReader reader = log.reader(1)) {
            while (reader.next() instanceof ReadOutcome.Next) {
                records++;
            }
            print("replay, MB/s", perSecond(records * RECORD_BYTES, System.nanoTime() - start));
            print("live heap after replay, MB", liveMegabytes());
        }
        long last = records;
        seek(
                log,
                "number",
                millis -> new StartPosition.AtSequenceNumber(new SequenceNumber(log.shard(), Math.max(1, millis))),
                last);
        seek(log, "time", millis -> new StartPosition.AtTimestamp(Instant.ofEpochMilli(millis)), last);
    }

    private void seek(ShardLog log, String by, LongFunction<StartPosition> position, long last) throws IOException {
        var times = new Histogram(3);
        for (int i = 0; i < SEEKS; i++) {
            long target = (long) (random.nextDouble() * last);
            long start = System.nanoTime();
            try (ShardReader reader = log.reader(log.placeOf(position.apply(target)))) {
                if (!(reader.next() instanceof ReadOutcome.Next)) {
                    throw new IllegalStateException("nothing at " + target);
                }
            }
            times.recordValue(System.nanoTime() - start);
        }
        print("seek by " + by + ", p50 ms", times.getValueAtPercentile(50) / 1e6);
        print("seek by " + by + ", p99 ms", times.getValueAtPercentile(99) / 1e6);
    }

    private static double liveMegabytes() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE;
    }
}
