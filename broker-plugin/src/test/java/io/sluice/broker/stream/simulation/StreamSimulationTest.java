package io.sluice.broker.stream.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.broker.stream.shard.Shard;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a stream and a group: records are sent, stored and processed, while the broker crashes, the disk fills,
 * segments are trimmed, shards are split and merged, consumers come, go and hang. After each step: a record keeps its number,
 * there is one of each, and those of a key are processed in order. In the end nothing is lost.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Dlives=} sets how many there are.
 */
class StreamSimulationTest {

    private static final int LIVES = Integer.getInteger("lives", 300);
    private static final int STEPS = 600;

    private enum Step {
        SEND(30),
        MOVE(15),
        SYNC(8),
        ACKNOWLEDGE_INGEST(6),
        DELIVER(40),
        ACKNOWLEDGE(30),
        ACKNOWLEDGE_LATE(4),
        GIVE_BACK(3),
        JOIN(4),
        LEAVE(2),
        HANG(1),
        WAKE_UP(2),
        PASS_TIME(4),
        SEEK_BACK(1),
        TRIM(1),
        RESHARD(2),
        FILL_DISK(1),
        FAIL_DISK(1),
        HEAL_DISK(4),
        CRASH(2),
        STOP(1);

        private final int weight;

        Step(int weight) {
            this.weight = weight;
        }

        static Step random(Random random) {
            int sum = 0;
            for (Step step : values()) {
                sum += step.weight;
            }
            int at = random.nextInt(sum);
            for (Step step : values()) {
                at -= step.weight;
                if (at < 0) {
                    return step;
                }
            }
            throw new IllegalStateException("weights do not add up");
        }
    }

    private final Map<Step, Integer> steps = new EnumMap<>(Step.class);

    @Test
    void nothingIsLostDoubledOrOutOfOrderWhateverHappens() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("StreamSimulationTest -Dseed=" + seed + ", " + LIVES + " lives of " + STEPS + " steps");
        long deliveries = 0;
        for (int life = 0; life < LIVES; life++) {
            try {
                deliveries += live(new Random(seed + life));
            } catch (AssertionError | RuntimeException | IOException e) {
                fail("-Dseed=" + (seed + life) + " -Dlives=1 fails: " + e, e);
            }
        }
        System.out.println(deliveries + " records were delivered, in steps " + steps);
        assertThat(deliveries).isGreaterThan(LIVES * 20L);
        assertThat(steps.keySet()).containsExactly(Step.values());
    }

    private long live(Random random) throws IOException {
        var stream = new SimulatedStream(random);
        var readers = new SimulatedReaders(random, stream);
        for (int i = 0; i < STEPS; i++) {
            Step step = Step.random(random);
            steps.merge(step, 1, Integer::sum);
            happens(step, stream, readers, random);
        }
        settleDown(stream, readers);
        readers.hasLostNothing();
        return readers.deliveries();
    }

    private static void happens(Step step, SimulatedStream stream, SimulatedReaders readers, Random random)
            throws IOException {
        switch (step) {
            case SEND -> stream.send();
            case MOVE -> stream.move();
            case SYNC -> stream.sync();
            case ACKNOWLEDGE_INGEST -> stream.acknowledge();
            case DELIVER -> readers.deliver();
            case ACKNOWLEDGE -> readers.acknowledge();
            case ACKNOWLEDGE_LATE -> readers.acknowledgeLate();
            case GIVE_BACK -> readers.giveBack();
            case JOIN -> readers.join();
            case LEAVE -> readers.leave();
            case HANG -> readers.hang();
            case WAKE_UP -> readers.wakeUp();
            case PASS_TIME ->
                readers.passTime(Duration.ofSeconds(random.nextInt(20)).toNanos());
            case SEEK_BACK -> readers.seekBack();
            case TRIM -> stream.trim();
            case RESHARD -> reshard(stream, readers);
            case FILL_DISK -> stream.fillDisk();
            case FAIL_DISK -> stream.failDisk();
            case HEAL_DISK -> stream.healDisk();
            case CRASH -> {
                stream.crash();
                readers.restart();
            }
            case STOP -> {
                stream.stop();
                readers.restart();
            }
        }
    }

    private static void reshard(SimulatedStream stream, SimulatedReaders readers) throws IOException {
        for (Shard shard : stream.reshard()) {
            readers.add(shard);
        }
        if (!stream.isMapStored()) {
            stream.crash();
            readers.restart();
        }
    }

    private static void settleDown(SimulatedStream stream, SimulatedReaders readers) throws IOException {
        stream.healDisk();
        readers.wakeUp();
        for (int i = 0; i < 100_000 && !(stream.isIdle() && readers.isDone()); i++) {
            stream.move();
            stream.sync();
            stream.acknowledge();
            readers.join();
            readers.deliver();
            readers.acknowledge();
        }
        assertThat(readers.isDone()).as("everything is processed in the end").isTrue();
    }
}
