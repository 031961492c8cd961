package io.sluice.benchmarks.measure;

import java.time.Duration;

/**
 * How much work a run does: the more, the narrower the spread.
 *
 * @param rounds alternating rounds of each pair
 * @param warmUp how long each kind of work runs at least before its first round
 * @param longestWarmUp how long it runs at most while the broker is being compiled
 * @param run length of one run of one side, for work that is sized by time
 * @param longestRun up to which a run is made longer that would have too few messages
 * @param latencyRun length of one latency run
 * @param leases leases outstanding at once in the memory measurement
 * @param samples single redeliveries whose lateness is taken at rest
 * @param burst leases that end together, or within one second
 */
public record Effort(
        int rounds,
        Duration warmUp,
        Duration longestWarmUp,
        Duration run,
        Duration longestRun,
        Duration latencyRun,
        int leases,
        int samples,
        int burst) {

    /** A run of fewer messages measures mostly how a queue begins. */
    private static final int ENOUGH_MESSAGES = 10_000;

    /** What the figures of docs/performance.md are made with. */
    public static Effort full() {
        return new Effort(
                7,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofMillis(700),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                1_000_000,
                240,
                20_000);
    }

    /** A few minutes, to see the direction. */
    public static Effort quick() {
        return new Effort(
                3,
                Duration.ofMillis(300),
                Duration.ofSeconds(3),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                100_000,
                40,
                20_000);
    }

    /** Seconds, to see that the harness works; its figures mean nothing. */
    public static Effort smoke() {
        return new Effort(
                1,
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                2_000,
                2,
                200);
    }

    public Effort withRounds(int count) {
        return new Effort(count, warmUp, longestWarmUp, run, longestRun, latencyRun, leases, samples, burst);
    }

    /** How many messages a run has that is sized by time, at this rate: those of its length, and enough if that is not too long. */
    double messagesAt(double perSecond) {
        return Math.max(in(run, perSecond), Math.min(ENOUGH_MESSAGES, in(longestRun, perSecond)));
    }

    private static double in(Duration time, double perSecond) {
        return perSecond * time.toNanos() / 1e9;
    }

    /** Fewer rounds, for work of which one round takes long. */
    public int fewRounds() {
        return Math.max(1, rounds / 2);
    }
}
