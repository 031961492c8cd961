package io.sluice.broker.contract;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.SettlementRefused;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to settle, at every moment, by every client: the outcome is that of {@link LateSettleTable}.
 *
 * <p>Of the cells with a FIFO queue a run plays a share that its seed chooses: {@code -Dcells.fifo=100} plays all.
 * {@code -Dcells=<part of a name>} plays all cells with such a name and no others, {@code -Dseed=<number>} repeats the
 * choice and the races of a run.
 */
@Execution(ExecutionMode.CONCURRENT)
class LateSettleMatrixIT {

    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final String CELLS = System.getProperty("cells", "");
    private static final int FIFO_PERCENT = Integer.getInteger("cells.fifo", 25);
    private static final int RACES = 3;
    private static final Duration SPREAD = Duration.ofMillis(4);

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith(MatrixTimeout.sluiceYaml());

    private static MatrixScene scene;

    @BeforeAll
    static void setTheScene() throws Exception {
        scene = new MatrixScene(BROKER);
        System.out.println("late-settle matrix: -Dseed=" + SEED);
    }

    @AfterAll
    static void leaveTheScene() throws Exception {
        scene.close();
    }

    static Stream<MatrixCell> cells() {
        return WorkerAbilities.kinds()
                .flatMap(kind -> Stream.of(Settlement.values())
                        .filter(settlement -> WorkerAbilities.of(kind, settlement) instanceof Ability.Can)
                        .flatMap(settlement -> Stream.of(Moment.values())
                                .filter(moment -> WorkerAbilities.whyNever(kind, moment) == null)
                                .flatMap(moment -> Stream.of(QueueKind.values())
                                        .map(queue -> new MatrixCell(kind, settlement, moment, queue)))))
                .filter(LateSettleMatrixIT::isChosen);
    }

    private static boolean isChosen(MatrixCell cell) {
        return CELLS.isEmpty()
                ? cell.queueKind() == QueueKind.STANDARD || dice(cell).nextInt(100) < FIFO_PERCENT
                : cell.toString().contains(CELLS);
    }

    private static Random dice(MatrixCell cell) {
        return new Random(SEED ^ cell.toString().hashCode());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void hasTheOutcomeOfTheTable(MatrixCell cell) throws Exception {
        Random random = dice(cell);
        int runs = cell.moment().isRace() ? RACES : 1;
        for (int run = 0; run < runs; run++) {
            Duration offset = Duration.ofNanos((long) (SPREAD.toNanos() * (2 * random.nextDouble() - 1)));
            play(cell, offset, MatrixTimeout.of(cell.moment()));
        }
    }

    /** A run in which the machine was too slow to keep the moment says nothing: it is repeated with a longer timeout. */
    private static void play(MatrixCell cell, Duration offset, List<MatrixTimeout> timeouts) throws Exception {
        MatrixTimeout timeout = timeouts.get(0);
        try (CellRun run = new CellRun(scene, cell, timeout)) {
            try {
                run.play(offset).judge(cell);
                return;
            } catch (AssertionError | ConditionTimeoutException | SettlementRefused red) {
                if (!run.wasTooSlow() || timeouts.size() == 1) {
                    throw new AssertionError(run + "\n" + red.getMessage(), red);
                }
            }
        }
        play(cell, offset, timeouts.subList(1, timeouts.size()));
    }
}
