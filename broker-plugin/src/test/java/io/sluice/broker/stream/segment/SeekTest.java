package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.numbers;
import static io.sluice.broker.stream.segment.TestLog.readFrom;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.StartPosition;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeekTest {

    private final MemoryStore store = new MemoryStore();

    private static long placeAt(ShardLog log, long millis) throws Exception {
        return log.placeOf(new StartPosition.AtTimestamp(Instant.ofEpochMilli(millis)));
    }

    /** The first record that arrived then or later, found by looking at all of them. */
    private static long firstFrom(List<Long> arrivals, long millis) {
        for (int i = 0; i < arrivals.size(); i++) {
            if (arrivals.get(i) >= millis) {
                return i + 1L;
            }
        }
        return arrivals.size() + 1L;
    }

    private static ShardLog filled(MemoryStore store, List<Long> arrivals) throws Exception {
        ShardLog log = TestLog.open(store);
        for (int i = 0; i < arrivals.size(); i++) {
            log.append(record(i + 1L, 150, arrivals.get(i)), 5);
            if (i % 9 == 8) {
                log.sync();
            }
        }
        log.sync();
        return log;
    }

    @Test
    void aTimeLeadsToTheFirstRecordThatArrivedThenOrLaterThoughTheClockWentBack() throws Exception {
        // Given
        long hour = Duration.ofHours(1).toMillis();
        List<Long> arrivals = new ArrayList<>();
        for (long i = 0; i < 300; i++) {
            arrivals.add(2 * hour + i * 1_000 - (i >= 100 ? hour : 0) + (i >= 200 ? 2 * hour : 0));
        }

        // When
        ShardLog log = filled(store, arrivals);

        // Then
        for (long millis = 0; millis < 5 * hour; millis += 7_919) {
            assertThat(placeAt(log, millis)).as("at %d", millis).isEqualTo(firstFrom(arrivals, millis));
        }
        assertThat(log.arrivalMillis(101)).hasValue(arrivals.get(100));
    }

    @Test
    void anyTimesLeadWhereALookAtAllRecordsLeads() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("SeekTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            // Given
            List<Long> arrivals = new ArrayList<>();
            long clock = 10_000;
            for (int i = 0; i < 250; i++) {
                clock += random.nextInt(20) == 0 ? random.nextInt(4_000) - 2_000 : random.nextInt(10);
                arrivals.add(clock);
            }
            var disk = new MemoryStore();
            filled(disk, arrivals).close();
            if (random.nextBoolean()) {
                disk.names().stream().filter(name -> name.endsWith(".index")).forEach(disk::delete);
            }

            // When
            ShardLog log = TestLog.open(disk);

            // Then
            for (int i = 0; i < 60; i++) {
                long millis = 5_000L + random.nextInt(12_000);
                assertThat(placeAt(log, millis))
                        .as("seed %d, round %d, at %d", seed, round, millis)
                        .isEqualTo(firstFrom(arrivals, millis));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "199, 200", "200, 201"})
    void behindANumberIsTheNextOne(long place, long next) throws Exception {
        // Given
        ShardLog log = filled(store, numbers(1, 200));

        // When Then
        assertThat(log.placeOf(new StartPosition.AfterSequenceNumber(new SequenceNumber(TestLog.SHARD, place))))
                .isEqualTo(next);
        assertThat(log.placeOf(new StartPosition.AtSequenceNumber(new SequenceNumber(TestLog.SHARD, next))))
                .isEqualTo(next);
    }

    @Test
    void aNumberThatWasNotGivenYetIsRefused() throws Exception {
        // Given
        ShardLog log = filled(store, numbers(1, 200));

        // When Then
        for (long place : List.of(201L, Long.MAX_VALUE - 1, Long.MAX_VALUE)) {
            assertThatThrownBy(() -> log.placeOf(
                            new StartPosition.AfterSequenceNumber(new SequenceNumber(TestLog.SHARD, place))))
                    .as("behind %d", place)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is above the last record");
        }
        assertThatThrownBy(
                        () -> log.placeOf(new StartPosition.AtSequenceNumber(new SequenceNumber(TestLog.SHARD, 202))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is above the last record");
    }

    @Test
    void aMissingIndexIsMadeAgain() throws Exception {
        // Given
        filled(store, numbers(1, 200)).close();
        List<String> indexes =
                store.names().stream().filter(name -> name.endsWith(".index")).toList();
        byte[] before = store.content(indexes.get(0));
        indexes.forEach(store::delete);
        List<String> rebuilt = new ArrayList<>();

        // When
        ShardLog log = TestLog.open(store, rebuildListener(rebuilt));
        long place = placeAt(log, 150);

        // Then
        assertThat(place).isEqualTo(150);
        assertThat(rebuilt).hasSize(1);
        assertThat(readFrom(log, 1)).isEqualTo(numbers(1, 200));
        assertThat(store.content(indexes.get(0))).isEqualTo(before);
    }

    @Test
    void aDamagedIndexIsMadeAgainWhateverByteIsWrong() throws Exception {
        filled(store, numbers(1, 100)).close();
        String index = store.names().stream()
                .filter(name -> name.endsWith(".index"))
                .findFirst()
                .orElseThrow();
        byte[] whole = store.content(index);
        for (int at = 0; at < whole.length; at++) {
            // Given
            MemoryStore damaged = store.copy();
            damaged.flip(index, at, at % 8);
            List<String> rebuilt = new ArrayList<>();
            ShardLog log = TestLog.open(damaged, rebuildListener(rebuilt));

            // When
            List<Long> read = readFrom(log, 1);

            // Then
            assertThat(read).isEqualTo(numbers(1, 100));
            assertThat(rebuilt).containsExactly(index);
            assertThat(damaged.content(index)).isEqualTo(whole);
        }
    }

    @Test
    void anIndexThatCannotBeWrittenIsNoLoss() throws Exception {
        // Given
        List<String> failed = new ArrayList<>();
        SegmentStore picky = new NoIndexStore(store);
        ShardLog log = TestLog.open(picky, new SegmentListener() {
            @Override
            public void indexNotWritten(String file, IOException cause) {
                failed.add(file);
            }
        });

        // When
        TestLog.appendBatch(log, 1, 100, 200);

        // Then
        assertThat(failed).isNotEmpty();
        assertThat(readFrom(log, 50)).isEqualTo(numbers(50, 100));
        assertThat(readFrom(TestLog.open(picky), 50)).isEqualTo(numbers(50, 100));
    }

    private static SegmentListener rebuildListener(List<String> rebuilt) {
        return new SegmentListener() {
            @Override
            public void indexRebuilt(String file) {
                rebuilt.add(file);
            }
        };
    }

    /** A store that has no room for indexes. */
    private record NoIndexStore(MemoryStore store) implements SegmentStore {
        @Override
        public List<String> names() {
            return store.names();
        }

        @Override
        public SegmentFile open(String name) throws IOException {
            return store.open(name);
        }

        @Override
        public SegmentFile create(String name) throws IOException {
            if (name.endsWith(".index")) {
                throw new IOException("No space left on device");
            }
            return store.create(name);
        }

        @Override
        public void delete(String name) {
            store.delete(name);
        }

        @Override
        public void sync() throws IOException {
            store.sync();
        }
    }
}
