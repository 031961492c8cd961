package io.sluice.broker.contract;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The visibility timeouts of the matrix, and the first word of the queues that have them. */
enum MatrixTimeout {
    NEVER(Duration.ofMinutes(10)),
    SHORT(Duration.ofMillis(500)),
    LONGER(Duration.ofMillis(2500)),
    LONGEST(Duration.ofMillis(10_000));

    private final Duration duration;

    MatrixTimeout(Duration duration) {
        this.duration = duration;
    }

    Duration duration() {
        return duration;
    }

    String word() {
        return "matrix-" + name().toLowerCase(Locale.ROOT);
    }

    boolean isMoreThanHalf(long nanos) {
        return nanos > duration.toNanos() / 2;
    }

    /** The timeouts for cells of this moment: one to begin with, and longer ones for a machine that is too slow for it. */
    static List<MatrixTimeout> of(Moment moment) {
        return moment == Moment.IN_TIME ? List.of(NEVER) : List.of(SHORT, LONGER, LONGEST);
    }

    /** The configuration of all of them, for every kind of queue. */
    static String sluiceYaml() {
        return Stream.of(values())
                .flatMap(timeout -> Stream.of(QueueKind.values()).map(timeout::entries))
                .collect(Collectors.joining("", "queues:\n", deadLetterQueues()));
    }

    private String entries(QueueKind kind) {
        return "  \"" + word() + ".*" + kind.suffix() + "\": { visibilityTimeout: " + duration.toMillis()
                + "ms, maxInFlightPerConsumer: unlimited,"
                + " redrivePolicy: { deadLetterQueue: matrix-dlq" + kind.suffix() + ", maxReceiveCount: 10 } }\n";
    }

    private static String deadLetterQueues() {
        return Stream.of(QueueKind.values())
                .map(kind -> "  matrix-dlq" + kind.suffix() + ": {}\n")
                .collect(Collectors.joining());
    }
}
