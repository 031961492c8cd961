package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A broker process is killed again and again under a load of mixed clients, and started again on the same data; what the
 * clients saw must fit {@link HistoryChecker}.
 *
 * <p>{@code -Dcrash.cycles=N} sets the number of kills, {@code -Dseed=N} the dice: what each worker does with its n-th
 * message and when the broker is killed. The threads of clients and broker still race, so a seed repeats the plan and
 * not each step. The seed and a summary are printed; a failure leaves the whole history in {@code target}.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillNineIT {

    private static final int CYCLES = Integer.getInteger("crash.cycles", 20);
    private static final Duration LEASE = Duration.ofMillis(1000);
    private static final int SHORTEST_LIFE_MILLIS = 100;
    private static final int LONGEST_LIFE_MILLIS = 3500;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void keepsEveryPromiseOverManyKills() throws InterruptedException {
        // Given
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("KillNineIT: %d cycles, -Dseed=%d%n", CYCLES, seed);
        SplittableRandom dice = new SplittableRandom(seed);
        try (CrashScene scene = CrashScene.in(folder, LEASE)) {
            List<Load> loads = new ArrayList<>();

            // When
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                Load load = Load.start(scene.place(), "c" + cycle, dice.nextLong());
                loads.add(load);
                letPass(dice.nextLong(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS));
                scene.kill();
                load.stop();
                scene.restart();
            }
            scene.drain();
            for (Load load : loads) {
                load.awaitEnd();
            }

            // Then
            System.out.println("KillNineIT: " + summary(scene.history()));
            scene.assertHistoryIsRight("seed-" + seed);
            assertThat(scene.history().count(HistoryEvent.Received.class::isInstance))
                    .as("receives")
                    .isGreaterThan(10L * CYCLES);
        }
    }

    private static void letPass(long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static String summary(History history) {
        return history.count(HistoryEvent.Sent.class::isInstance) + " sent, "
                + history.count(HistoryEvent.Received.class::isInstance) + " received, "
                + history.count(event -> event instanceof HistoryEvent.Received received && received.receiveCount() > 1)
                + " of them again, " + history.count(HistoryEvent.DeadLettered.class::isInstance) + " dead, "
                + history.count(HistoryEvent.Killed.class::isInstance) + " kills";
    }
}
