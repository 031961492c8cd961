package io.sluice.broker.visibility;

import java.time.Duration;
import java.util.Random;

/**
 * One event of a simulated life of leases. It says nothing about what it meets, so that an event means something in any
 * script, and others can be dropped from around it.
 *
 * @param consumer which of the consumers it happens to
 * @param pick which of the deliveries, settings or transactions, counted modulo
 * @param nanos a time
 */
record LeaseEvent(Kind kind, int consumer, int pick, long nanos) {

    enum Kind {
        DELIVER(30),
        SETTLE(20),
        RELEASE(3),
        ENLIST(8),
        COMMIT(2),
        ROLL_BACK(2),
        ADVANCE(10),
        ADVANCE_TO_DEADLINE(5),
        EXPIRE(12),
        CHANGE_TIMEOUT(6),
        ADOPT(4),
        CLOSE(1),
        RECONFIGURE(1),
        STOP_CLOCKS(2),
        GROW(1),
        POLL_STARTED(4);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    private static final int WEIGHTS = sumOfWeights();
    private static final long LONGEST = VisibilitySettings.MAXIMUM_TIMEOUT.toNanos();

    static LeaseEvent random(Random random) {
        Kind kind = randomKind(random);
        long nanos = switch (kind) {
            case ADVANCE -> 1L << random.nextInt(35);
            case ADVANCE_TO_DEADLINE -> random.nextInt(3) - 1;
            case CHANGE_TIMEOUT -> randomTimeout(random);
            default -> 0;
        };
        return new LeaseEvent(kind, random.nextInt(SimulatedQueue.CONSUMERS), random.nextInt(1000), nanos);
    }

    private static Kind randomKind(Random random) {
        int left = random.nextInt(WEIGHTS);
        for (Kind kind : Kind.values()) {
            left -= kind.weight;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    private static long randomTimeout(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> LONGEST;
            case 2 -> LONGEST - (1L << random.nextInt(35));
            default -> random.nextLong(1, Duration.ofMinutes(1).toNanos());
        };
    }

    private static int sumOfWeights() {
        int sum = 0;
        for (Kind kind : Kind.values()) {
            sum += kind.weight;
        }
        return sum;
    }
}
