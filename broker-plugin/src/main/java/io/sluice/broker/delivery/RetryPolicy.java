package io.sluice.broker.delivery;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * When a failed delivery is tried again, in the four phases of SNS (SEMANTICS 3.5): at once, with the shortest delay, with
 * a delay that grows from the shortest to the longest, with the longest delay.
 *
 * @param numRetries retries of all phases together, after the first attempt
 * @param numNoDelayRetries of them, at once
 * @param numMinDelayRetries of them, before the backoff phase, each after {@code minDelayTarget}
 * @param numMaxDelayRetries of them, after the backoff phase, each after {@code maxDelayTarget}
 * @param minDelayTarget 0 or more
 * @param maxDelayTarget not less than {@code minDelayTarget}
 * @param backoffFunction how the delay grows in the backoff phase, which has the retries that are left
 */
public record RetryPolicy(
        int numRetries,
        int numNoDelayRetries,
        int numMinDelayRetries,
        int numMaxDelayRetries,
        Duration minDelayTarget,
        Duration maxDelayTarget,
        BackoffFunction backoffFunction) {

    /** Most retries that a subscription can ask for. */
    public static final int MOST_RETRIES = 100;

    /** Shortest and longest delay that a subscription can ask for. */
    public static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);

    /** The longest delay, and the longest time that all delays of a subscription's policy may take together. */
    public static final Duration LONGEST = Duration.ofSeconds(3600);

    /** Of HTTP and HTTPS endpoints whose subscription says nothing else: three retries, 20 s apart. */
    public static final RetryPolicy HTTP_DEFAULT =
            new RetryPolicy(3, 0, 0, 0, Duration.ofSeconds(20), Duration.ofSeconds(20), BackoffFunction.LINEAR);

    /** Of endpoints of somebody else's that cannot be called as HTTP is, such as mail: 50 retries over six hours. */
    public static final RetryPolicy CUSTOMER_MANAGED =
            new RetryPolicy(50, 0, 2, 38, Duration.ofSeconds(10), Duration.ofSeconds(600), BackoffFunction.EXPONENTIAL);

    /** Of endpoints that belong to the broker's own house, such as functions: 100,015 retries over 23 days. */
    public static final RetryPolicy HOUSE_MANAGED = new RetryPolicy(
            100_015, 3, 2, 100_000, Duration.ofSeconds(1), Duration.ofSeconds(20), BackoffFunction.EXPONENTIAL);

    private static final double NANOS_PER_SECOND = 1e9;

    public RetryPolicy {
        if (numRetries < 0 || numNoDelayRetries < 0 || numMinDelayRetries < 0 || numMaxDelayRetries < 0) {
            throw new IllegalArgumentException("numbers of retries must not be negative");
        }
        if ((long) numNoDelayRetries + numMinDelayRetries + numMaxDelayRetries > numRetries) {
            throw new IllegalArgumentException(
                    "numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries together are more than numRetries, "
                            + numRetries);
        }
        if (minDelayTarget.isNegative() || maxDelayTarget.compareTo(minDelayTarget) < 0) {
            throw new IllegalArgumentException("minDelayTarget must not be longer than maxDelayTarget");
        }
    }

    /** How the delay grows from the shortest to the longest; all begin with the one and end with the other. */
    public enum BackoffFunction {
        /** Equal steps. */
        LINEAR {
            @Override
            double part(double retry, double last) {
                return retry / last;
            }
        },
        /** Each step is larger than the one before by the same amount. */
        ARITHMETIC {
            @Override
            double part(double retry, double last) {
                return retry * (retry + 1) / (last * (last + 1));
            }
        },
        /** Each delay is the same multiple of the one before. */
        GEOMETRIC {
            @Override
            double delay(double shortest, double longest, double retry, double last) {
                return shortest == 0 ? 0 : shortest * Math.pow(longest / shortest, retry / last);
            }
        },
        /** Each step is twice the one before. */
        EXPONENTIAL {
            @Override
            double part(double retry, double last) {
                return Math.expm1(retry * Math.log(2)) / Math.expm1(last * Math.log(2));
            }
        };

        /** As policies name it. */
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        double part(double retry, double last) {
            return retry / last;
        }

        double delay(double shortest, double longest, double retry, double last) {
            return shortest + (longest - shortest) * part(retry, last);
        }

        private Duration delay(Duration shortest, Duration longest, int retry, int retries) {
            if (retries < 2 || retry == 0) {
                return shortest;
            }
            if (retry >= retries - 1) {
                return longest;
            }
            double seconds = delay(seconds(shortest), seconds(longest), retry, retries - 1.0);
            return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    /** How many retries have a growing delay. */
    public int numBackoffRetries() {
        return numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
    }

    /**
     * How long to wait after a failed attempt.
     *
     * @param failed attempts that have failed, the first included; 1 or more
     * @return empty if there is no further attempt
     */
    public Optional<Duration> delayAfter(int failed) {
        if (failed > numRetries) {
            return Optional.empty();
        }
        int retry = failed - 1;
        if (retry < numNoDelayRetries) {
            return Optional.of(Duration.ZERO);
        }
        retry -= numNoDelayRetries;
        if (retry < numMinDelayRetries) {
            return Optional.of(minDelayTarget);
        }
        retry -= numMinDelayRetries;
        int backoff = numBackoffRetries();
        return Optional.of(
                retry < backoff
                        ? backoffFunction.delay(minDelayTarget, maxDelayTarget, retry, backoff)
                        : maxDelayTarget);
    }

    /** All delays together. */
    public Duration totalDelay() {
        Duration total =
                minDelayTarget.multipliedBy(numMinDelayRetries).plus(maxDelayTarget.multipliedBy(numMaxDelayRetries));
        for (int retry = 0; retry < numBackoffRetries(); retry++) {
            total = total.plus(backoffFunction.delay(minDelayTarget, maxDelayTarget, retry, numBackoffRetries()));
        }
        return total;
    }

    /** Why a subscription cannot have this policy; empty if it can. */
    public Optional<String> violation() {
        if (numRetries > MOST_RETRIES) {
            return Optional.of("numRetries is " + numRetries + "; allowed is 0 to " + MOST_RETRIES);
        }
        if (minDelayTarget.compareTo(SHORTEST_DELAY) < 0 || maxDelayTarget.compareTo(LONGEST) > 0) {
            return Optional.of("delays are " + minDelayTarget.toSeconds() + "s to " + maxDelayTarget.toSeconds()
                    + "s; allowed is 1s to " + LONGEST.toSeconds() + "s");
        }
        if (totalDelay().compareTo(LONGEST) > 0) {
            return Optional.of("all delays together are " + totalDelay().toSeconds() + "s; allowed is at most "
                    + LONGEST.toSeconds() + "s");
        }
        return Optional.empty();
    }
}
