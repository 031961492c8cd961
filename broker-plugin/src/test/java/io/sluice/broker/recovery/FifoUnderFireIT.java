package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.runtime.BrokerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers of mixed kinds that are killed, hang, close and give back at random, while the messages of many groups flow
 * through a FIFO queue, some of them sent twice, and the broker is killed with -9; what the clients saw must fit
 * {@link GroupOrderChecker}.
 *
 * <p>{@code -Dfire.seeds=N} sets the number of runs, {@code -Dseed=N} the first of their seeds, {@code -Dfire.kills=N} the
 * kills in a run, {@code -Dfire.life=N} the longest life of a broker in milliseconds, {@code -Dfire.messages=N} the messages
 * of a group, {@code -Dfire.trouble=N} how many percent of the messages meet a worker that may hang, fail or go away,
 * {@code -Dfire.retryMode=stepOver} the other retry mode of the queue. A failure leaves the whole history in {@code target}.
 */
class FifoUnderFireIT {

    private static final String QUEUE = "fire.fifo";
    private static final int SEEDS = Integer.getInteger("fire.seeds", 2);
    private static final int KILLS = Integer.getInteger("fire.kills", 1);
    private static final int LONGEST_LIFE_MILLIS = Integer.getInteger("fire.life", 3000);
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int PER_GROUP = Integer.getInteger("fire.messages", 20);
    private static final int TROUBLE = Integer.getInteger("fire.trouble", 100);
    private static final long END_MILLIS = TimeUnit.MINUTES.toMillis(PER_GROUP > 1_000 ? 60 : 1);
    private static final String RETRY_MODE = System.getProperty("fire.retryMode", "blockGroup");
    private static final int GROUPS = 20;
    private static final int WORKERS = 8;
    private static final Duration LEASE = Duration.ofMillis(1000);
    private static final Duration QUIET = LEASE.multipliedBy(3);
    private static final WorkerKind PLAIN =
            new WorkerKind(WorkerKind.Client.CORE, WorkerKind.Acknowledgement.INDIVIDUAL);

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void keepsTheOrderOfEveryGroup() throws Exception {
        long first = Long.getLong("seed", System.nanoTime());
        for (int run = 0; run < SEEDS; run++) {
            System.out.printf("FifoUnderFireIT: -Dseed=%d%n", first + run);
            runOnce(first + run);
        }
    }

    private void runOnce(long seed) throws Exception {
        // Given
        SplittableRandom dice = new SplittableRandom(seed);
        Path home = Files.createDirectories(folder.resolve("seed" + seed));
        Path etc = etcIn(home, 1 + dice.nextInt(10));
        History history = new History();
        List<Map<Integer, Integer>> shares = List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        for (int group = 0; group < GROUPS; group++) {
            shares.get(group % shares.size()).put(group, 0);
        }

        // When
        List<Thread> workers = new ArrayList<>();
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(etc, home.resolve("data"))) {
                history.add(new HistoryEvent.Started(history.now()));
                boolean last = life == KILLS;
                CrashWorker.Scene scene = new CrashWorker.Scene(history, broker.port("artemis"), QUEUE, LEASE, TROUBLE);
                workers.addAll(live(scene, "life" + life, shares, dice, last, broker));
                if (last) {
                    Crew.join(workers, Duration.ofMillis(END_MILLIS));
                    drain(scene);
                }
            }
        }

        // Then
        List<String> violations = GroupOrderChecker.check(history.events());
        System.out.println("FifoUnderFireIT: " + history.count(HistoryEvent.Sent.class::isInstance) + " sent, "
                + history.count(HistoryEvent.Received.class::isInstance) + " received");
        assertThat(violations)
                .withFailMessage(() -> "seed " + seed + ", history in "
                        + history.writeTo(Path.of("target", "fifo-history-" + seed + ".txt")) + "\n"
                        + String.join("\n", violations))
                .isEmpty();
        assertThat(history.count(HistoryEvent.Sent.class::isInstance)).isEqualTo((long) GROUPS * PER_GROUP);
    }

    /** @param maxInFlightPerGroup the highest that is drawn stands for a limit that follows the pace of the owner */
    private static Path etcIn(Path home, int maxInFlightPerGroup) throws IOException {
        Path etc = BrokerProcess.defaultEtc(home.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), """
                queues:
                  %s: { visibilityTimeout: %dms, maxInFlightPerGroup: %s, retryMode: %s }
                """.formatted(
                        QUEUE, LEASE.toMillis(), maxInFlightPerGroup == 10 ? "auto" : maxInFlightPerGroup, RETRY_MODE));
        return etc;
    }

    /**
     * Producers and workers at work until the broker is killed, or, in its last life, until all is sent.
     *
     * @return the workers, which end by and by: a Core client whose connection dies while it opens waits for its call timeout
     */
    private static List<Thread> live(
            CrashWorker.Scene scene,
            String life,
            List<Map<Integer, Integer>> shares,
            SplittableRandom dice,
            boolean last,
            BrokerProcess broker)
            throws InterruptedException {
        CountDownLatch stop = new CountDownLatch(1);
        List<Thread> producers = List.of(
                Crew.started(
                        new GroupProducer(WorkerKind.Client.CORE, scene, shares.get(0), PER_GROUP, dice.split(), stop)),
                Crew.started(new GroupProducer(
                        WorkerKind.Client.QPID_JMS, scene, shares.get(1), PER_GROUP, dice.split(), stop)));
        List<Thread> workers = new ArrayList<>();
        for (WorkerKind kind : kinds(dice)) {
            String name = life + "-" + workers.size() + "-" + kind.toString().replace(' ', '-');
            workers.add(Crew.started(new CrashWorker(name, kind, scene, dice.split(), stop)));
        }
        if (last) {
            Crew.join(producers, Duration.ofMillis(END_MILLIS));
        } else {
            assertThat(new CountDownLatch(1)
                            .await(dice.nextInt(SHORTEST_LIFE_MILLIS, LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS))
                    .isFalse();
            scene.history().add(new HistoryEvent.Killed(scene.history().now()));
            broker.killNine();
        }
        stop.countDown();
        Crew.join(producers, Duration.ofMillis(END_MILLIS));
        return workers;
    }

    private static List<WorkerKind> kinds(SplittableRandom dice) {
        List<WorkerKind> kinds = new ArrayList<>(WorkerKind.all().toList());
        Collections.shuffle(kinds, new Random(dice.nextLong()));
        return kinds.subList(0, WORKERS);
    }

    private static void drain(CrashWorker.Scene scene) {
        String name = "drain";
        History history = scene.history();
        try (Worker worker = Worker.open(scene.port(), PLAIN, QUEUE, CrashScene.LOGIN)) {
            history.add(new HistoryEvent.Opened(history.now(), name));
            for (Optional<Received> next = worker.receive(QUIET); next.isPresent(); next = worker.receive(QUIET)) {
                String id = next.get().body();
                history.add(new HistoryEvent.Received(
                        history.now(), name, id, next.get().receiveCount()));
                Object number = next.get().properties().get("sluice_sequence_number");
                history.add(new HistoryEvent.Numbered(history.now(), name, id, String.valueOf(number)));
                long begin = history.now();
                worker.acknowledge(next.get());
                history.add(new HistoryEvent.Settled(history.now(), begin, name, id, How.ACKNOWLEDGED, Outcome.SEEN));
            }
        }
    }
}
