package io.sluice.benchmarks.measure;

/**
 * One timed run of one side.
 *
 * @param cpuNanos CPU time of the broker's process; that of the clients is not in it
 */
public record Sample(int messages, long nanos, long cpuNanos) {

    public double perSecond() {
        return messages * 1e9 / nanos;
    }

    public double cpuMicrosPerMessage() {
        return cpuNanos / 1e3 / messages;
    }
}
