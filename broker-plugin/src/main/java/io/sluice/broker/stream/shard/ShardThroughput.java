package io.sluice.broker.stream.shard;

/**
 * What one shard takes and gives per second (SEMANTICS 4.2). Not thread-safe. Times are nanoseconds that only go forward.
 */
public final class ShardThroughput {

    /** Bytes of data and partition keys that a shard takes per second. */
    public static final long WRITE_BYTES = 1024 * 1024;

    /** Records that a shard takes per second. */
    public static final long WRITE_RECORDS = 1_000;

    /** Bytes that each group gets per second, and all readers without a group together. */
    public static final long READ_BYTES = 2 * 1024 * 1024;

    /** How often in a second records may be asked for. */
    public static final long READ_CALLS = 5;

    private final ThroughputWindow writtenBytes = new ThroughputWindow(WRITE_BYTES);
    private final ThroughputWindow writtenRecords = new ThroughputWindow(WRITE_RECORDS);
    private final ThroughputWindow readBytes = new ThroughputWindow(READ_BYTES);
    private final ThroughputWindow readCalls = new ThroughputWindow(READ_CALLS);

    /**
     * Takes records, or refuses them all.
     *
     * @return 0 if they are taken; otherwise after how many nanoseconds it is worth while to try again
     */
    public long tryPut(long bytes, int records, long nowNanos) {
        long wait = nanosUntilPut(bytes, records, nowNanos);
        if (wait == 0) {
            put(bytes, records, nowNanos);
        }
        return wait;
    }

    /** How long it takes until the shard takes these records; 0 if it takes them now. */
    public long nanosUntilPut(long bytes, int records, long nowNanos) {
        return Math.max(writtenBytes.nanosUntil(bytes, nowNanos), writtenRecords.nanosUntil(records, nowNanos));
    }

    /** The shard got records. */
    public void put(long bytes, int records, long nowNanos) {
        writtenBytes.take(bytes, nowNanos);
        writtenRecords.take(records, nowNanos);
    }

    /**
     * Takes a request for records, or refuses it.
     *
     * @return 0 if it is taken; otherwise after how many nanoseconds it is worth while to try again
     */
    public long tryCall(long nowNanos) {
        long wait = Math.max(readCalls.nanosUntil(1, nowNanos), nanosUntilRead(nowNanos));
        if (wait == 0) {
            readCalls.take(1, nowNanos);
        }
        return wait;
    }

    /**
     * Whether a reader that shares the shard's throughput may have records, of which it is not known yet how large they are.
     *
     * @return 0 if it may; otherwise after how many nanoseconds what was read before is paid for
     */
    public long nanosUntilRead(long nowNanos) {
        return readBytes.nanosUntil(1, nowNanos);
    }

    /** A reader that shares the shard's throughput was given records. */
    public void read(long bytes, long nowNanos) {
        readBytes.take(bytes, nowNanos);
    }
}
