package io.sluice.broker.stream.segment;

import io.sluice.broker.message.ByteSize;
import java.time.Duration;

/**
 * When a segment is full.
 *
 * @param size about how large a file becomes; 4 KiB or more. A larger record gets a file of its own
 * @param age how old a file becomes before the next record goes to another one; longer than 0
 * @param indexInterval how far apart the entries of the index are, in bytes of the file; 1 KiB or more
 */
public record SegmentLimits(ByteSize size, Duration age, ByteSize indexInterval) {

    private static final ByteSize LEAST_SIZE = ByteSize.ofKibibytes(4);
    private static final ByteSize LEAST_INTERVAL = ByteSize.ofKibibytes(1);

    private static final long LEAST_BYTES_OF_SHARE = ByteSize.ofMebibytes(1).bytes();

    public static final SegmentLimits DEFAULT =
            new SegmentLimits(ByteSize.ofMebibytes(64), Duration.ofHours(1), ByteSize.ofKibibytes(64));

    public SegmentLimits {
        if (size.compareTo(LEAST_SIZE) < 0) {
            throw new IllegalArgumentException("size " + size + " is below " + LEAST_SIZE);
        }
        if (age.isZero() || age.isNegative()) {
            throw new IllegalArgumentException("age " + age + " is not longer than 0");
        }
        if (indexInterval.compareTo(LEAST_INTERVAL) < 0) {
            throw new IllegalArgumentException("indexInterval " + indexInterval + " is below " + LEAST_INTERVAL);
        }
    }

    int indexIntervalBytes() {
        return (int) Math.min(Integer.MAX_VALUE, indexInterval.bytes());
    }

    /**
     * Files fit for records that are kept this long: a segment is deleted as a whole when its newest record is too old,
     * so the oldest one is kept longer by the age of the segment, which is a 24th of the retention, at most a day.
     */
    public SegmentLimits forRetention(Duration retention) {
        Duration part = retention.dividedBy(24);
        Duration most = Duration.ofDays(1);
        return new SegmentLimits(size, part.compareTo(most) < 0 ? part : most, indexInterval);
    }

    /**
     * Files fit for shards that take no more than this together: the newest ones, which are written to, take up to half of it,
     * but each may always have 1 MiB.
     */
    public SegmentLimits forSize(ByteSize all, int shards) {
        long share = Math.max(LEAST_BYTES_OF_SHARE, all.bytes() / 2 / Math.max(1, shards));
        return new SegmentLimits(new ByteSize(Math.min(size.bytes(), share)), age, indexInterval);
    }
}
