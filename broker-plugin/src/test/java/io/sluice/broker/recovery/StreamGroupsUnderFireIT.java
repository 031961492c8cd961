package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.contract.ControlClient;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.runtime.BrokerProcess;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Consumers of a group read the records of many keys while the broker is killed with -9, and while they themselves hang, fail,
 * leave and are cut off, and shards are split and merged. What they saw must fit {@link GroupOrderChecker} and
 * {@link ShardReadChecker}: nothing lost, each key in order, each number for ever, nothing again from below a checkpoint, and
 * no shard before those that it replaced.
 *
 * <p>{@code -Dstream.kills=N} sets the kills, {@code -Dstream.messages=N} the records of a key, {@code -Dseed=N} the dice. A
 * failure leaves the whole history in {@code target}.
 */
@Execution(ExecutionMode.CONCURRENT)
class StreamGroupsUnderFireIT {

    /** How many hash keys each of eight shards has. */
    private static final BigInteger FIRST_OF_8 = BigInteger.ONE.shiftLeft(125);

    private static final BigInteger MIDDLE_OF_FIRST_OF_8 = FIRST_OF_8.shiftRight(1);
    private static final int SHARDS = 8;
    private static final int KILLS = Integer.getInteger("stream.kills", 3);
    private static final int PER_KEY = Integer.getInteger("stream.messages", 30);
    private static final int KEYS = 20;
    private static final int WORKERS = 8;
    private static final String STREAM = "telemetry";
    private static final String GROUP = STREAM + "::dashboard";
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration QUIET = LEASE.multipliedBy(3);
    /** How long after an acknowledgement a checkpoint must be durable, on a busy machine. */
    private static final Duration STORED_AFTER = Duration.ofMillis(1_500);

    private static final long END_SECONDS = PER_KEY > 1_000 ? 3_600 : 60;
    private static final WorkerKind PLAIN = new WorkerKind(Client.CORE, Acknowledgement.INDIVIDUAL);

    private static final List<WorkerKind> HEALTHY = List.of(
            PLAIN,
            PLAIN.with(Acknowledgement.TRANSACTED),
            new WorkerKind(Client.QPID_JMS, Acknowledgement.INDIVIDUAL),
            new WorkerKind(Client.QPID_JMS, Acknowledgement.TRANSACTED),
            new WorkerKind(Client.STOMP, Acknowledgement.INDIVIDUAL));

    @TempDir
    Path folder;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final SplittableRandom dice = new SplittableRandom(seed);
    private final History history = new History();
    private final List<Map<Integer, Integer>> shares = List.of(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void shareTheKeys() {
        System.out.printf("StreamGroupsUnderFireIT: -Dseed=%d%n", seed);
        for (int key = 0; key < KEYS; key++) {
            shares.get(key % shares.size()).put(key, 0);
        }
    }

    private Path etc(String visibilityTimeout, int shards) throws IOException {
        Path etc = BrokerProcess.defaultEtc(folder.resolve("etc"));
        Files.writeString(etc.resolve("sluice.yaml"), yaml(visibilityTimeout, shards));
        return etc;
    }

    private static String yaml(String visibilityTimeout, int shards) {
        return """
                streams:
                  %s:
                    shards: %d
                    throughputLimits: false
                    consumerGroups: { dashboard: { startPosition: TRIM_HORIZON, visibilityTimeout: %s } }
                """.formatted(STREAM, shards, visibilityTimeout);
    }

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void aGroupGoesOnFromItsCheckpointWhenTheBrokerIsKilled() throws Exception {
        // Given
        Path etc = etc("1h", SHARDS);

        // When
        for (int life = 0; life <= KILLS; life++) {
            try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
                history.add(new HistoryEvent.Started(history.now()));
                CountDownLatch stop = new CountDownLatch(1);
                List<Thread> producers =
                        producers(broker.port("artemis"), life < KILLS ? Integer.MAX_VALUE : enough(), stop);
                HEALTHY.forEach(kind -> begin(kind, broker.port("artemis"), 0, stop));
                if (life < KILLS) {
                    awaitAcknowledged(dice.nextInt(100, 400));
                    CompletableFuture<Void> reshaping = reshapeLater(broker, life);
                    history.add(new HistoryEvent.Killed(history.now()));
                    broker.killNine();
                    stop.countDown();
                    reshaping.exceptionally(brokerIsGone -> null).join();
                } else {
                    finish(broker.port("artemis"), producers, stop);
                }
                Crew.join(producers, Duration.ofSeconds(END_SECONDS));
            }
        }

        // Then
        assertCheckpointsLasted("killed");
        assertRight("reshaped-and-killed", ShardReadChecker.checkParents(history.events(), parents()));
    }

    /**
     * Has a shard split, or two merged, others in each life, as long as there are some. Returns in the middle of that: when a split is stored and its files may
     * not be there yet, or a moment after a merge was asked for.
     */
    private CompletableFuture<Void> reshapeLater(BrokerProcess broker, int life) throws Exception {
        int shard = life * 2;
        if (shard >= SHARDS) {
            return CompletableFuture.completedFuture(null);
        }
        boolean isSplit = life % 2 == 0;
        String before = Files.readString(shardsFile());
        ControlClient control = control(broker);
        CompletableFuture<Void> reshaping = CompletableFuture.runAsync(() -> {
            if (isSplit) {
                split(control, shard, MIDDLE_OF_FIRST_OF_8.add(FIRST_OF_8.multiply(BigInteger.valueOf(shard))));
            } else {
                merge(control, shard, shard + 1);
            }
        });
        long until = history.now() + TimeUnit.MILLISECONDS.toNanos(dice.nextInt(30));
        await().atMost(END_SECONDS, TimeUnit.SECONDS)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> isSplit ? !before.equals(Files.readString(shardsFile())) : history.now() >= until);
        return reshaping;
    }

    private Path shardsFile() {
        return folder.resolve("data/streams/" + STREAM + "/shards");
    }

    /** The parents of each shard that replaced others. */
    private Map<Long, List<Long>> parents() throws IOException {
        ShardMap map = ShardMapText.read(Files.readString(shardsFile()));
        Map<Long, List<Long>> parents = new HashMap<>();
        for (Shard shard : map.shards()) {
            if (!shard.parents().isEmpty()) {
                parents.put(
                        (long) shard.id().index(),
                        shard.parents().stream().map(id -> (long) id.index()).toList());
            }
        }
        System.out.println("StreamGroupsUnderFireIT: parents of new shards " + parents);
        assertThat(parents).containsValue(List.of(0L));
        return parents;
    }

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void aBackupOnTheSameStoreGoesOnFromTheCheckpoint() throws Exception {
        try (SharedStorePair pair = SharedStorePair.in(folder, yaml("1h", 4))) {
            // Given
            CountDownLatch stop = new CountDownLatch(1);
            history.add(new HistoryEvent.Started(history.now()));
            List<Thread> before = producers(pair.ports().get(0), Integer.MAX_VALUE, stop);
            HEALTHY.forEach(kind -> begin(kind, pair.ports().get(0), 0, stop));
            awaitAcknowledged(dice.nextInt(100, 400));

            // When
            history.add(new HistoryEvent.Killed(history.now()));
            pair.failOver();
            stop.countDown();
            Crew.join(before, Duration.ofSeconds(END_SECONDS));
            history.add(new HistoryEvent.Started(history.now()));
            CountDownLatch end = new CountDownLatch(1);
            List<Thread> after = producers(pair.ports().get(1), enough(), end);
            HEALTHY.forEach(kind -> begin(kind, pair.ports().get(1), 0, end));
            finish(pair.ports().get(1), after, end);
        }

        // Then
        assertCheckpointsLasted("failover");
    }

    private void assertCheckpointsLasted(String label) {
        ShardReadChecker.Verdict verdict = ShardReadChecker.checkCheckpoints(history.events(), STORED_AFTER.toNanos());
        System.out.println("StreamGroupsUnderFireIT: " + history.count(HistoryEvent.Sent.class::isInstance)
                + " put, " + history.count(HistoryEvent.Received.class::isInstance) + " received, "
                + verdict.secured() + " below a checkpoint at the last kill");
        assertRight(label, verdict.violations());
        assertThat(verdict.secured()).isPositive();
    }

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void consumersThatHangAndGoAndShardsThatChangeLoseNothingAndKeepTheOrder() throws Exception {
        // Given
        Path etc = etc(LEASE.toMillis() + "ms", 4);
        List<WorkerKind> kinds = new ArrayList<>(WorkerKind.all().toList());
        Collections.shuffle(kinds, new Random(dice.nextLong()));

        // When
        try (BrokerProcess broker = BrokerProcess.start(etc, folder.resolve("data"))) {
            CountDownLatch stop = new CountDownLatch(1);
            List<Thread> producers = producers(broker.port("artemis"), PER_KEY, stop);
            kinds.subList(0, WORKERS).forEach(kind -> begin(kind, broker.port("artemis"), 100, stop));
            long all = (long) KEYS * PER_KEY;
            await().atMost(END_SECONDS, TimeUnit.SECONDS).until(() -> acknowledged() > all / 8);
            split(control(broker), 0, FIRST_OF_8);
            await().atMost(END_SECONDS, TimeUnit.SECONDS).until(() -> acknowledged() > all / 4);
            merge(control(broker), 2, 3);
            finish(broker.port("artemis"), producers, stop);
        }

        // Then
        System.out.println("StreamGroupsUnderFireIT: " + history.count(HistoryEvent.Sent.class::isInstance) + " put, "
                + history.count(HistoryEvent.Received.class::isInstance) + " received");
        assertRight(
                "reshaped",
                ShardReadChecker.checkParents(
                        history.events(), Map.of(4L, List.of(0L), 5L, List.of(0L), 6L, List.of(2L, 3L))));
    }

    // ---- the broker -------------------------------------------------------------------------------------------------

    private static ControlClient control(BrokerProcess broker) throws JMSException {
        return new ControlClient(broker.port("artemis"), Client.CORE, BrokerProcess.USER, BrokerProcess.PASSWORD);
    }

    private static void split(ControlClient control, int shard, BigInteger at) {
        ask(
                control,
                "SplitShard",
                Map.of(
                        "StreamName",
                        STREAM,
                        "ShardToSplit",
                        new ShardId(shard).toString(),
                        "NewStartingHashKey",
                        at.toString()));
    }

    private static void merge(ControlClient control, int one, int other) {
        ask(
                control,
                "MergeShards",
                Map.of(
                        "StreamName",
                        STREAM,
                        "ShardToMerge",
                        new ShardId(one).toString(),
                        "AdjacentShardToMerge",
                        new ShardId(other).toString()));
    }

    private static void ask(ControlClient control, String action, Map<String, String> fields) {
        try (control) {
            ControlClient.Reply reply = control.ask(action, fields);
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
        } catch (JMSException e) {
            throw new IllegalStateException(action + " was not answered", e);
        }
    }

    // ---- the clients ------------------------------------------------------------------------------------------------

    private CrashWorker.Scene scene(int port, String destination, int trouble) {
        return new CrashWorker.Scene(history, port, destination, LEASE, trouble);
    }

    private List<Thread> producers(int port, int perKey, CountDownLatch stop) {
        CrashWorker.Scene scene = scene(port, STREAM, 0);
        return List.of(
                Crew.started(new GroupProducer(Client.CORE, scene, shares.get(0), perKey, dice.split(), stop)),
                Crew.started(new GroupProducer(Client.QPID_JMS, scene, shares.get(1), perKey, dice.split(), stop)));
    }

    /** A little more for each key than was put before. */
    private int enough() {
        return 20
                + shares.stream()
                        .flatMap(share -> share.values().stream())
                        .mapToInt(next -> next)
                        .max()
                        .orElse(0);
    }

    private void begin(WorkerKind kind, int port, int trouble, CountDownLatch stop) {
        String name = threads.size() + "-" + kind.toString().replace(' ', '-');
        threads.add(Crew.started(new CrashWorker(name, kind, scene(port, GROUP, trouble), dice.split(), stop)));
    }

    private long acknowledged() {
        return history.count(
                event -> event instanceof HistoryEvent.Settled settled && settled.how() == How.ACKNOWLEDGED);
    }

    /** Until so many more were acknowledged, and for as long as a checkpoint may take to be stored. */
    private void awaitAcknowledged(int more) {
        long goal = acknowledged() + more;
        await().atMost(END_SECONDS, TimeUnit.SECONDS).until(() -> acknowledged() >= goal);
        long until = history.now() + STORED_AFTER.toNanos() + TimeUnit.MILLISECONDS.toNanos(dice.nextInt(500));
        await().pollInterval(Duration.ofMillis(20)).until(() -> history.now() >= until);
    }

    /** All is put, and what the workers leave is read by one who is well. */
    private void finish(int port, List<Thread> producers, CountDownLatch stop) throws InterruptedException {
        Crew.join(producers, Duration.ofSeconds(END_SECONDS));
        stop.countDown();
        Crew.join(threads, Duration.ofSeconds(END_SECONDS));
        String name = "drain";
        try (Worker worker = Worker.open(port, PLAIN, GROUP, CrashScene.LOGIN)) {
            history.add(new HistoryEvent.Opened(history.now(), name));
            for (Optional<Received> next = worker.receive(QUIET); next.isPresent(); next = worker.receive(QUIET)) {
                Received record = next.get();
                history.add(new HistoryEvent.Received(history.now(), name, record.body(), record.receiveCount()));
                history.add(new HistoryEvent.Numbered(
                        history.now(),
                        name,
                        record.body(),
                        String.valueOf(record.properties().get("sluice_sequence_number"))));
                long begin = history.now();
                worker.acknowledge(record);
                history.add(new HistoryEvent.Settled(
                        history.now(), begin, name, record.body(), How.ACKNOWLEDGED, Outcome.SEEN));
            }
        }
    }

    private void assertRight(String label, List<String> ofShards) {
        List<String> violations = new ArrayList<>(GroupOrderChecker.check(history.events()));
        violations.addAll(ofShards);
        assertThat(violations)
                .withFailMessage(() -> "seed " + seed + ", history in "
                        + history.writeTo(Path.of("target", "stream-history-" + label + "-" + seed + ".txt")) + "\n"
                        + String.join("\n", violations))
                .isEmpty();
    }
}
