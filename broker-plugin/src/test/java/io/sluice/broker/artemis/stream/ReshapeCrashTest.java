package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.group.ConsumerGroup;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A crash at each change that a split, a merge or a new number of shards makes on the disk: the shards are the old ones or the new
 * ones, no record is lost or doubled, each keeps its number, and a group reads those of a key in their order.
 */
class ReshapeCrashTest {

    private static final StreamSettings SETTINGS = new StreamSettings(
            CapacityMode.PROVISIONED,
            2,
            Duration.ofHours(24),
            Optional.empty(),
            ByteSize.ofMebibytes(1),
            false,
            Map.of());
    private static final Instant NOW = Instant.ofEpochSecond(1_000);
    private static final int KEYS = 8;

    private enum Change {
        SPLIT((map, places) -> map.split(new ShardId(0), HashKey.explicit("99"), places, NOW)),
        MERGE((map, places) -> map.merge(new ShardId(0), new ShardId(1), places, NOW)),
        THREE_SHARDS((map, places) -> map.updateCount(3, places, NOW));

        private final StreamCare.Reshaping reshaping;

        Change(StreamCare.Reshaping reshaping) {
            this.reshaping = reshaping;
        }
    }

    /** What the disk shows afterwards. */
    private enum Aftermath {
        /** The process was killed. */
        ALL_THAT_WAS_WRITTEN,
        /** Power was lost. */
        ONLY_WHAT_WAS_FORCED,
        ANY_OF_WHAT_WAS_NOT_FORCED,
        /** The disk failed for a while, and the broker lives on. */
        NO_CRASH
    }

    @TempDir
    Path root;

    private final Random random = new Random(1);
    private CrashingFolder disk = new CrashingFolder();
    private Path folder = Path.of("unused");
    private Map<SequenceNumber, String> numbers = new HashMap<>();
    private int[] sentOfKey = new int[KEYS];

    @ParameterizedTest
    @EnumSource(Change.class)
    void aCrashAtAnyMomentLeavesTheNewShardsWithEveryRecordInItsOrder(Change change) throws Exception {
        for (Aftermath aftermath : Aftermath.values()) {
            int changes = 0;
            while (!isCompletedWith(change, changes, aftermath)) {
                changes++;
            }
            assertThat(changes).as("moments at which the disk was gone").isGreaterThan(5);
        }
    }

    /** @return whether so many changes on the disk were enough */
    private boolean isCompletedWith(Change change, int changes, Aftermath aftermath) throws Exception {
        // Given
        folder = root.resolve(change + "-" + changes + "-" + aftermath);
        disk = new CrashingFolder();
        numbers = new HashMap<>();
        sentOfKey = new int[KEYS];
        ShardMap before = ShardMap.create(2, Instant.EPOCH);
        new ShardMapFile(folder).store(before);
        Stream stream = open();
        put(stream, 3);
        stream.log().shard(new ShardId(1)).orElseThrow().settle(2);

        // When
        boolean isCompleted = true;
        StreamCare care = new StreamCare(stream, new PutLimits());
        disk.crashAfter(changes);
        try {
            care.reshape(change.reshaping);
        } catch (IOException diskIsGone) {
            isCompleted = false;
        }
        Stream after = goOn(stream, care, aftermath);

        // Then
        assertThat(after.shardMap()).isNotEqualTo(before);
        assertThat(after.shardMap()).isEqualTo(new ShardMapFile(folder).load().orElseThrow());
        isWhole(after);
        return isCompleted;
    }

    private Stream goOn(Stream stream, StreamCare care, Aftermath aftermath) throws IOException {
        switch (aftermath) {
            case ALL_THAT_WAS_WRITTEN -> disk.restart(() -> true);
            case ONLY_WHAT_WAS_FORCED -> disk.restart(() -> false);
            case ANY_OF_WHAT_WAS_NOT_FORCED -> disk.restart(random::nextBoolean);
            case NO_CRASH -> {
                disk.heal();
                care.resume(NOW.toEpochMilli());
                return stream;
            }
        }
        return open();
    }

    private Stream open() throws IOException {
        ShardMapFile file = new ShardMapFile(folder);
        ShardMap map = file.load().orElseThrow();
        StreamLog log = new StreamLog(disk, "telemetry", SegmentListener.NONE);
        for (Shard shard : map.shards()) {
            StreamOpening.open(log, shard, StreamOpening.limits(SETTINGS, map), NOW);
        }
        return new Stream("telemetry", SETTINGS, new Stream.Files(log, file), map, () -> NOW);
    }

    /** Puts so many records of each key, durably. */
    private void put(Stream stream, int count) throws IOException {
        for (int i = 0; i < count * KEYS; i++) {
            PartitionKey key = new PartitionKey("key-" + i % KEYS);
            String text = key.value() + "#" + sentOfKey[i % KEYS]++;
            ShardId shard = stream.shardMap().route(key.hashKey()).id();
            NewRecord record = new NewRecord(
                    NOW.toEpochMilli(),
                    numbers.size() + 1,
                    Optional.of(key),
                    ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            numbers.put(stream.log().append(shard, record, NOW.toEpochMilli()), text);
        }
        assertThat(stream.log().sync()).isEmpty();
    }

    /** It has every record under its number, goes on above them, and a group reads all of it in order. */
    private void isWhole(Stream stream) throws IOException {
        assertThat(records(stream)).isEqualTo(numbers);
        for (Shard shard : stream.shardMap().shards()) {
            assertThat(stream.log().shard(shard.id()).orElseThrow().isFinished())
                    .isEqualTo(!shard.isOpen());
        }
        put(stream, 2);
        assertThat(records(stream)).isEqualTo(numbers);
        assertThat(placesOfKeys())
                .allSatisfy((key, places) -> assertThat(places).isSorted().doesNotHaveDuplicates());
        Map<String, List<String>> read = readAsGroup(stream);
        for (int key = 0; key < KEYS; key++) {
            List<String> sent = new ArrayList<>();
            for (int number = 0; number < sentOfKey[key]; number++) {
                sent.add("key-" + key + "#" + number);
            }
            assertThat(read.get("key-" + key)).isEqualTo(sent);
        }
    }

    private static Map<SequenceNumber, String> records(Stream stream) throws IOException {
        Map<SequenceNumber, String> records = new HashMap<>();
        for (ShardLog log : stream.log().shards()) {
            try (ShardReader reader = log.reader(log.horizon())) {
                while (reader.next() instanceof ReadOutcome.Next next) {
                    records.put(
                            new SequenceNumber(log.shard(), next.record().place()),
                            text(next.record().body()));
                }
            }
        }
        return records;
    }

    private static String text(ByteBuffer body) {
        return StandardCharsets.UTF_8.decode(body).toString();
    }

    /** The places of the records of each key, in the order in which they were put. */
    private Map<String, List<Long>> placesOfKeys() {
        Map<String, TreeMap<Integer, Long>> places = new HashMap<>();
        numbers.forEach((number, text) -> {
            String[] words = text.split("#");
            places.computeIfAbsent(words[0], key -> new TreeMap<>()).put(Integer.parseInt(words[1]), number.place());
        });
        Map<String, List<Long>> inOrder = new HashMap<>();
        places.forEach((key, ofKey) -> inOrder.put(key, List.copyOf(ofKey.values())));
        return inOrder;
    }

    /** What a group of one consumer that settles at once reads of each key. */
    private static Map<String, List<String>> readAsGroup(Stream stream) throws IOException {
        ConsumerGroup<String> group = new ConsumerGroup<>(ConsumerGroupSettings.DEFAULT);
        stream.shardMap()
                .shards()
                .forEach(shard -> group.addShard(
                        shard.id(),
                        shard.parents(),
                        shard.firstPlace(),
                        new Checkpoint(shard.id(), shard.firstPlace(), false)));
        group.join("reader");
        Map<String, List<String>> read = new HashMap<>();
        Set<ShardId> caughtUp = new TreeSet<>();
        while (!caughtUp.containsAll(group.readable())) {
            for (ShardId shard : List.copyOf(new TreeSet<>(group.readable()))) {
                if (readNext(stream, group, shard, read)) {
                    caughtUp.add(shard);
                }
            }
        }
        return read;
    }

    /** @return whether there was nothing to read */
    private static boolean readNext(
            Stream stream, ConsumerGroup<String> group, ShardId shard, Map<String, List<String>> read)
            throws IOException {
        long place = group.next(shard);
        try (ShardReader reader = stream.log().shard(shard).orElseThrow().reader(place)) {
            ReadOutcome outcome = reader.next();
            if (outcome instanceof ReadOutcome.Next next) {
                group.delivered("reader", shard, place, 0);
                String text = text(next.record().body());
                read.computeIfAbsent(text.split("#")[0], key -> new ArrayList<>())
                        .add(text);
                group.acknowledged("reader", shard, place, 0);
            } else if (outcome instanceof ReadOutcome.Finished) {
                group.ended(shard, place);
            }
            return outcome instanceof ReadOutcome.CaughtUp;
        }
    }

    @Test
    void aCrashWhileTheNewShardsAreWrittenLeavesTheOldOnesAndTheyCanBeChangedAgain() throws Exception {
        // Given
        folder = root.resolve("written");
        ShardMap before = ShardMap.create(2, Instant.EPOCH);
        ShardMapFile file = new ShardMapFile(folder);
        file.store(before);
        Stream stream = open();
        put(stream, 3);
        byte[] next = ShardMapText.write(ShardMap.create(4, NOW)).getBytes(StandardCharsets.UTF_8);
        for (int bytes = 0; bytes <= next.length; bytes++) {
            // When
            Files.write(folder.resolve("shards.next"), Arrays.copyOf(next, bytes));
            disk.restart(() -> false);

            // Then
            assertThat(file.load()).contains(before);
        }
        isWhole(open());
        Stream again = open();
        new StreamCare(again, new PutLimits()).reshape(Change.SPLIT.reshaping);
        assertThat(again.shardMap().open()).hasSize(3);
        isWhole(open());
    }
}
