package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.HashKeyRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one shard got lately: how much, and for which keys. Not thread-safe. */
final class ShardTraffic {

    private static final int SAMPLES = 64;
    private static final long BYTES_PER_SAMPLE = 256 * 1024;

    private final MinuteTraffic minutes = new MinuteTraffic(OnDemandScaling.WINDOW_MINUTES, (minute, bytes) -> {});
    private final @Nullable HashKey[] samples = new @Nullable HashKey[SAMPLES];
    private int nextSample;
    private long bytesToSample;

    void add(HashKey key, long bytes, long nowMillis) {
        minutes.add(bytes, nowMillis);
        bytesToSample -= bytes;
        if (bytesToSample < 0) {
            samples[nextSample] = key;
            nextSample = (nextSample + 1) % SAMPLES;
            bytesToSample = BYTES_PER_SAMPLE;
        }
    }

    double peakPerSecond(long nowMillis) {
        return minutes.peakPerSecond(nowMillis);
    }

    /**
     * The key that divides the range so that each part gets about half of the traffic; empty if all of it is for one key,
     * which no split can relieve.
     */
    Optional<HashKey> middle(HashKeyRange range) {
        HashKey[] sorted = Stream.of(samples)
                .flatMap(Stream::ofNullable)
                .filter(range::contains)
                .sorted()
                .toArray(HashKey[]::new);
        int half = sorted.length / 2;
        return Arrays.stream(sorted)
                .filter(key -> !key.equals(sorted[0]) && range.canSplitAt(key))
                .min((one, other) -> Integer.compare(
                        Math.abs(Arrays.binarySearch(sorted, one) - half),
                        Math.abs(Arrays.binarySearch(sorted, other) - half)));
    }
}
