package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a stream without a fixed number of shards grows (SEMANTICS 4.5).
 *
 * <ul>
 *   <li>It takes twice the highest throughput of the last 30 days, and at least 4 MiB/s, or 1 MiB/s for each open shard if
 *       that is more. A peak counts when it is 15 minutes old, so traffic that more than doubles within 15 minutes is refused in
 *       part. Peaks are forgotten when the broker stops; the shards that they have led to remain, and with them what the stream
 *       takes.
 *   <li>A shard that got more than 500 KB/s over a minute of the last 15 is split where its traffic has its middle. If all
 *       of it is for one key, no split would help, and none is made.
 * </ul>
 *
 * Throughput is measured over full minutes by the wall clock. Not thread-safe.
 */
public final class OnDemandScaling {

    /** What a new stream takes, in bytes per second. */
    public static final long LEAST_BYTES_PER_SECOND = 4 * 1024 * 1024;

    /** A shard with more bytes per second is split. */
    public static final double SPLIT_ABOVE = 500_000;

    static final int WINDOW_MINUTES = 15;

    private static final long PEAK_DAYS = 30;
    private static final long MINUTES_PER_DAY = Duration.ofDays(1).toMinutes();

    private final Map<ShardId, ShardTraffic> traffic = new HashMap<>();
    private final TreeMap<Long, Long> peakMinuteOfDay = new TreeMap<>();
    private final MinuteTraffic minutes = new MinuteTraffic(WINDOW_MINUTES, this::minutePassed);
    private final ThroughputWindow taken = new ThroughputWindow(LEAST_BYTES_PER_SECOND);

    private long limitMinute = Long.MIN_VALUE;
    private int limitShards;
    private int openShards;

    /** A shard to split and where. */
    public record Split(ShardId shard, HashKey at) {}

    /**
     * Takes a record into a shard, or refuses it.
     *
     * @param nowNanos for what the stream takes within a second
     * @param nowMillis for what it got by the minute
     * @return 0 if it is taken; otherwise after how many nanoseconds it is worth while to try again
     */
    public long tryPut(ShardId shard, HashKey key, long bytes, long nowNanos, long nowMillis) {
        long minute = MinuteTraffic.minute(nowMillis);
        if (minute != limitMinute || openShards != limitShards) {
            taken.limitTo(bytesPerSecond(nowMillis));
            limitMinute = minute;
            limitShards = openShards;
        }
        long wait = taken.nanosUntil(bytes, nowNanos);
        if (wait == 0) {
            taken.take(bytes, nowNanos);
            note(shard, key, bytes, nowMillis);
        }
        return wait;
    }

    /** How many shards are open from now on. */
    public void openShards(int count) {
        openShards = count;
    }

    /** Takes a record whatever the stream got before. */
    public void note(ShardId shard, HashKey key, long bytes, long nowMillis) {
        minutes.add(bytes, nowMillis);
        traffic.computeIfAbsent(shard, id -> new ShardTraffic()).add(key, bytes, nowMillis);
    }

    /** What the stream takes now. */
    public double bytesPerSecond(long nowMillis) {
        minutes.forgetOld(nowMillis);
        long today = day(MinuteTraffic.minute(nowMillis));
        peakMinuteOfDay.headMap(today - PEAK_DAYS).clear();
        long peak = peakMinuteOfDay.values().stream()
                .mapToLong(bytes -> bytes)
                .max()
                .orElse(0);
        long ofShards = openShards * ShardThroughput.WRITE_BYTES;
        return Math.max(Math.max(LEAST_BYTES_PER_SECOND, ofShards), 2 * peak / 60.0);
    }

    private void minutePassed(long minute, long bytes) {
        peakMinuteOfDay.merge(day(minute), bytes, Math::max);
    }

    private static long day(long minute) {
        return Math.floorDiv(minute, MINUTES_PER_DAY);
    }

    /** Which shards to split now. They are forgotten, so their children begin without a history. */
    public List<Split> splits(ShardMap map, long nowMillis) {
        traffic.keySet().retainAll(map.open().stream().map(Shard::id).toList());
        List<Split> splits = new ArrayList<>();
        for (Shard shard : map.open()) {
            ShardTraffic got = traffic.get(shard.id());
            if (got != null && got.peakPerSecond(nowMillis) > SPLIT_ABOVE) {
                got.middle(shard.range()).ifPresent(at -> splits.add(new Split(shard.id(), at)));
            }
        }
        splits.forEach(split -> traffic.remove(split.shard()));
        return splits;
    }
}
