package io.sluice.benchmarks.measure;

import java.util.concurrent.locks.LockSupport;

/** The timetable of a producer with a fixed rate. */
final class Pacer {
    private final long start = System.nanoTime();
    private final double intervalNanos;
    private long issued;

    Pacer(double perSecond) {
        this.intervalNanos = 1e9 / perSecond;
    }

    /**
     * Waits until the next message is due and returns when that was, in {@link System#nanoTime}. A producer that is late
     * does not wait, and its delay stays visible: the time returned is that of the timetable, not that of the call.
     */
    long awaitNext() {
        long due = start + (long) (issued * intervalNanos);
        issued++;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }
}
