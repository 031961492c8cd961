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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are longer than what was written to them, because the disk takes whole blocks (ADR 42). */
class ZerosBehindTheEndTest {

    private final MemoryStore store = new MemoryStore();
    private final List<Long> cuts = new ArrayList<>();
    private final SegmentListener listener = new SegmentListener() {
        @Override
        public void tailCut(String file, long offset, long bytes) {
            cuts.add(bytes);
        }
    };

    private String segment(int number) {
        return store.segments().get(number);
    }

    private void addZeros(String name, int zeros) {
        byte[] content = store.content(name);
        store.replace(name, Arrays.copyOf(content, content.length + zeros));
    }

    /** A segment that is sealed, and in which the one that followed it was never begun. */
    private void crashBetweenTwoSegments() throws Exception {
        appendBatch(TestLog.open(store), 1, 40, 300);
        while (store.segments().size() > 1) {
            store.delete(segment(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 63, 64, 4_095, 300_000})
    void zerosBehindTheLastRecordAreNoTornWrite(int zeros) throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 5, 100);
        int written = store.content(segment(0)).length;
        addZeros(segment(0), zeros);

        // When
        ShardLog log = TestLog.open(store, listener);

        // Then
        assertThat(cuts).isEmpty();
        assertThat(store.content(segment(0))).hasSize(written);
        appendBatch(log, 6, 9, 100);
        assertThat(readFrom(TestLog.open(store), 1)).isEqualTo(numbers(1, 9));
    }

    @Test
    void whatIsTornInFrontOfZerosIsCutAndToldWithoutThem() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        appendBatch(log, 1, 5, 100);
        int durable = store.content(segment(0)).length;
        byte[] index = store.content("00000000000000000001.index");
        appendBatch(log, 6, 6, 900);
        store.replace("00000000000000000001.index", index);
        int whole = durable + Frames.MARK_BYTES;
        store.replace(segment(0), Arrays.copyOf(store.content(segment(0)), whole + 8));
        addZeros(segment(0), 4_000);

        // When
        ShardLog reopened = TestLog.open(store, listener);

        // Then
        assertThat(readFrom(reopened, 1)).isEqualTo(numbers(1, 5));
        assertThat(cuts).singleElement().satisfies(bytes -> assertThat(bytes).isBetween(1L, 8L));
        assertThat(store.content(segment(0))).hasSize(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 4_095, 300_000})
    void aCrashBetweenASealAndItsCutLeavesTheSegmentSealed(int zeros) throws Exception {
        // Given
        crashBetweenTwoSegments();
        byte[] sealed = store.content(segment(0));
        addZeros(segment(0), zeros);

        // When
        ShardLog log = TestLog.open(store, listener);

        // Then
        long next = log.nextPlace();
        assertThat(store.content(segment(0))).isEqualTo(sealed);
        assertThat(cuts).isEmpty();
        appendBatch(log, next, next + 5, 100);
        assertThat(segment(1)).isEqualTo(SegmentHeader.segmentName(next));
        assertThat(readFrom(TestLog.open(store), 1)).isEqualTo(numbers(1, next + 5));
    }

    @Test
    void aSealInFrontOfZerosCountsInAnOlderSegmentToo() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 60, 300);
        addZeros(segment(0), 4_095);

        // When
        ShardLog log = TestLog.open(store, listener);

        // Then
        assertThat(readFrom(log, 1)).isEqualTo(numbers(1, 60));
        assertThat(log.check()).isEmpty();
        assertThat(cuts).isEmpty();
    }

    @Test
    void damageOfASealedSegmentIsReportedAndNotCut() throws Exception {
        // Given
        appendBatch(TestLog.open(store), 1, 60, 300);
        byte[] whole = store.content(segment(0));

        for (int at = whole.length - Frames.SEAL_BYTES; at < whole.length; at++) {
            for (byte[] damage : List.of(zeroFrom(whole, at), flipped(whole, at))) {
                MemoryStore damaged = store.copy();
                damaged.replace(segment(0), damage);

                // When Then
                assertThatThrownBy(() -> TestLog.open(damaged, listener))
                        .as("damage at %d", at)
                        .isInstanceOf(DamagedSegmentException.class)
                        .hasMessageContaining("has no seal at its end");
                assertThat(damaged.content(segment(0))).isEqualTo(damage);
            }
        }
    }

    private static byte[] zeroFrom(byte[] whole, int at) {
        byte[] bytes = Arrays.copyOf(whole, whole.length + 500);
        Arrays.fill(bytes, at, bytes.length, (byte) 0);
        return bytes;
    }

    private static byte[] flipped(byte[] whole, int at) {
        byte[] bytes = Arrays.copyOf(whole, whole.length + 500);
        bytes[at] ^= 0x40;
        return bytes;
    }

    @Test
    void segmentsThatAreSealedOrClosedHaveNoZeros() throws Exception {
        // Given
        var blocks = new MemoryStore(true);
        ShardLog log = TestLog.open(blocks);

        // When
        appendBatch(log, 1, 60, 300);
        log.append(record(61, 300), 61);
        log.close();

        // Then
        for (String name : blocks.segments()) {
            byte[] content = blocks.content(name);
            assertThat(content[content.length - 1]).as(name).isNotZero();
        }
        assertThat(readFrom(TestLog.open(blocks, listener), 1)).isEqualTo(numbers(1, 61));
        assertThat(cuts).isEmpty();
    }
}
