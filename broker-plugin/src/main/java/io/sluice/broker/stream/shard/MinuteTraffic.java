package io.sluice.broker.stream.shard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes of each of the last minutes. When the clock is set back, minutes that are to come once more have passed, so that no
 * minute gets the traffic of many. Not thread-safe.
 */
final class MinuteTraffic {

    /** Is told of each minute that is not remembered any more. */
    interface Passed {
        void minute(long minute, long bytes);
    }

    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();

    private static final class Minute {
        private final long number;
        private long bytes;

        private Minute(long number) {
            this.number = number;
        }
    }

    private final int minutes;
    private final Passed passed;
    private final Deque<Minute> recent = new ArrayDeque<>();

    /** @param minutes how many full minutes are remembered, besides the one that is under way */
    MinuteTraffic(int minutes, Passed passed) {
        this.minutes = minutes;
        this.passed = passed;
    }

    static long minute(long millis) {
        return Math.floorDiv(millis, MINUTE_MILLIS);
    }

    void forgetOld(long nowMillis) {
        forget(minute(nowMillis));
    }

    void add(long bytes, long nowMillis) {
        long number = minute(nowMillis);
        forget(number);
        forgetFuture(number);
        Minute newest = recent.peekLast();
        if (newest == null || newest.number < number) {
            newest = new Minute(number);
            recent.addLast(newest);
        }
        newest.bytes += bytes;
    }

    /** Most bytes per second of one full minute, on average over the minute. */
    double peakPerSecond(long nowMillis) {
        long number = minute(nowMillis);
        forget(number);
        long peak = 0;
        for (Minute minute : recent) {
            peak = minute.number < number ? Math.max(peak, minute.bytes) : peak;
        }
        return peak / 60.0;
    }

    private void forgetFuture(long number) {
        for (Minute newest = recent.peekLast(); newest != null && newest.number > number; newest = recent.peekLast()) {
            passed.minute(newest.number, newest.bytes);
            recent.removeLast();
        }
    }

    private void forget(long number) {
        for (Minute oldest = recent.peekFirst();
                oldest != null && oldest.number < number - minutes;
                oldest = recent.peekFirst()) {
            passed.minute(oldest.number, oldest.bytes);
            recent.removeFirst();
        }
    }
}
