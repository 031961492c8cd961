package io.sluice.benchmarks.measure;

/**
 * One timed run of one side.
 *
 * @param cpuNanos CPU time of the broker's process; that of the clients is not in it
 */
record Sample(int messages, long nanos, long cpuNanos) {

    double perSecond() {
        return messages * 1e9 / nanos;
    }

    double cpuMicrosPerMessage() {
        return cpuNanos / 1e3 / messages;
    }
}
