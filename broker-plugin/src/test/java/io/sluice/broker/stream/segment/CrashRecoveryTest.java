package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static io.sluice.broker.stream.segment.TestLog.numbers;
import static io.sluice.broker.stream.segment.TestLog.readFrom;
import static io.sluice.broker.stream.segment.TestLog.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is left after a crash: every record that was durable, and nothing that is torn. */
class CrashRecoveryTest {

    private static final int DURABLE = 5;
    private static final int ALL = 12;
    private static final String INDEX = "00000000000000000001.index";

    private final MemoryStore store = new MemoryStore();

    /** A log with two durable batches and one that was written and not yet forced. */
    private String logWithTornBatch() throws Exception {
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 2, 40);
        appendBatch(log, 3, DURABLE, 40);
        byte[] index = store.content(INDEX);
        appendBatch(log, DURABLE + 1, ALL, 40);
        store.replace(INDEX, index);
        return store.segments().get(0);
    }

    private int startOfLastBatch(byte[] bytes) throws Exception {
        var frames = new FrameReader(store.open(store.segments().get(0)), SegmentHeader.BYTES);
        long synced = 0;
        while (frames.position() < bytes.length) {
            synced = frames.next(bytes.length) == FrameReader.Found.MARK ? frames.syncedTo() : synced;
        }
        return (int) synced;
    }

    /** What recovery finds after the file was changed as it is told for each byte of the last batch. */
    private void crashAtEachByte(Function<Integer, byte[]> crash) throws Exception {
        String name = logWithTornBatch();
        byte[] whole = store.content(name);
        for (int at = startOfLastBatch(whole); at < whole.length; at++) {
            MemoryStore crashed = store.copy();
            crashed.replace(name, crash.apply(at));
            List<Long> cuts = new ArrayList<>();
            ShardLog log = TestLog.open(crashed, cutListener(cuts));
            List<Long> left = readFrom(log, 1);
            assertThat(left).as("crash at %d", at).hasSizeBetween(DURABLE, ALL).isEqualTo(numbers(1, left.size()));
            appendBatch(log, left.size() + 1, 20, 40);
            assertThat(readFrom(TestLog.open(crashed), 1)).isEqualTo(numbers(1, 20));
            assertThat(cuts).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static SegmentListener cutListener(List<Long> cuts) {
        return new SegmentListener() {
            @Override
            public void tailCut(String file, long offset, long bytes) {
                cuts.add(bytes);
            }
        };
    }

    @Test
    void aFileThatEndsAtAnyByteOfTheLastBatchIsCutAndGoesOn() throws Exception {
        crashAtEachByte(at -> Arrays.copyOf(content(), at));
    }

    @Test
    void aLastBatchThatIsZeroFromAnyByteOnIsCutAndGoesOn() throws Exception {
        crashAtEachByte(at -> {
            byte[] bytes = content();
            Arrays.fill(bytes, at, bytes.length, (byte) 0);
            return bytes;
        });
    }

    @Test
    void anyWrongByteInTheLastBatchIsCutAndGoesOn() throws Exception {
        crashAtEachByte(at -> {
            byte[] bytes = content();
            bytes[at] ^= 0x40;
            return bytes;
        });
    }

    private byte[] content() {
        return store.content(store.segments().get(0));
    }

    @Test
    void aWrongByteBeforeTheLastBatchIsReportedAndNothingIsCut() throws Exception {
        // Given
        String name = logWithTornBatch();
        byte[] whole = store.content(name);
        int end = startOfLastBatch(whole);

        for (int at = SegmentHeader.BYTES; at < end; at++) {
            MemoryStore damaged = store.copy();
            damaged.flip(name, at, at % 8);
            byte[] before = damaged.content(name);

            // When Then
            int offset = at;
            assertThatThrownBy(() -> TestLog.open(damaged))
                    .as("damage at %d", at)
                    .isInstanceOfSatisfying(DamagedSegmentException.class, damage -> {
                        assertThat(damage.file()).isEqualTo(name);
                        assertThat(damage.offset()).isBetween(offset - 100L, (long) offset);
                    })
                    .hasMessageContaining("damaged segment " + name + " in memory at offset ");
            assertThat(damaged.content(name)).isEqualTo(before);
        }
    }

    @Test
    void aWrongByteInTheLastBatchIsReportedWhenTheLogHadBeenClosed() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, DURABLE, 40);
        log.close();
        String name = store.segments().get(0);
        store.flip(name, SegmentHeader.BYTES + 200, 3);

        // When Then
        assertThatThrownBy(() -> TestLog.open(store)).isInstanceOf(DamagedSegmentException.class);
    }

    @Test
    void aFileThatLostItsDurableEndIsReported() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 10, 200);
        appendBatch(log, 11, 12, 200);
        String name = store.segments().get(0);
        store.replace(name, Arrays.copyOf(store.content(name), SegmentHeader.BYTES));

        // When Then
        assertThatThrownBy(() -> TestLog.open(store))
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining("record 1 cannot be read");
    }

    @Test
    void aSegmentWhoseHeaderNeverReachedTheDiskIsBegunAgain() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 40, 400);
        String newest = store.segments().get(store.segments().size() - 1);
        long base = Long.parseLong(newest.substring(0, 20));

        for (byte[] rest : List.of(new byte[0], new byte[100], new byte[SegmentHeader.BYTES])) {
            MemoryStore crashed = store.copy();
            crashed.replace(newest, rest);

            // When
            ShardLog reopened = TestLog.open(crashed);

            // Then
            assertThat(reopened.nextPlace()).isEqualTo(base);
            appendBatch(reopened, base, 50, 400);
            assertThat(readFrom(reopened, 1)).isEqualTo(numbers(1, 50));
        }
    }

    @Test
    void theNameOfASegmentIsOnTheDiskBeforeItsRecordsAreReadable() throws Exception {
        // Given
        store.failForces(true);
        assertThatThrownBy(() -> TestLog.open(store).append(record(1, 10), 1))
                .isInstanceOf(AppendRefusedException.class);
        store.failForces(false);

        // When
        appendBatch(TestLog.open(store), 1, 1, 10);
        store.losePower(() -> false);

        // Then
        assertThat(readFrom(TestLog.open(store), 1)).isEqualTo(numbers(1, 1));
    }

    @Test
    void aMissingSegmentIsReported() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 60, 400);
        store.delete(store.segments().get(1));

        // When Then
        assertThatThrownBy(() -> TestLog.open(store))
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining("are missing in front of it");
    }

    @Test
    void aSegmentOfAnotherStreamShardOrVersionIsReported() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 2, 10);
        String name = store.segments().get(0);
        MemoryStore newer = store.copy();
        newer.flip(name, 9, 1);

        // When Then
        assertThatThrownBy(() -> ShardLog.open(store, "clicks", TestLog.SHARD, 1, TestLog.SMALL, SegmentListener.NONE))
                .hasMessageContaining("it is of stream telemetry, shardId-000000000003");
        assertThatThrownBy(() -> TestLog.open(newer))
                .hasMessageContaining("it is of version 3, and this program reads version 1");
    }

    @Test
    void aLossOfPowerTakesNoDurableRecordAndTearsNone() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("CrashRecoveryTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int crash = 0; crash < 2_000; crash++) {
            // Given
            var disk = new MemoryStore(random.nextBoolean());
            ShardLog log = TestLog.open(disk);
            int durable = random.nextInt(60);
            for (int from = 1; from <= durable; from += 7) {
                appendBatch(log, from, Math.min(durable, from + 6), random.nextInt(900));
            }
            int all = durable + random.nextInt(30);
            for (long number = durable + 1L; number <= all; number++) {
                log.append(record(number, random.nextInt(900)), number);
            }
            long exposed = log.nextPlace() - 1;

            // When
            disk.losePower(random::nextBoolean);

            // Then
            List<Long> left = readFrom(TestLog.open(disk), 1);
            assertThat(left)
                    .as("seed %d, crash %d", seed, crash)
                    .hasSizeBetween((int) exposed, all)
                    .isEqualTo(numbers(1, left.size()));
        }
    }
}
