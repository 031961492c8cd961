package io.sluice.broker.stream.segment;

import static io.sluice.broker.stream.segment.TestLog.appendBatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bits that change in a full segment. */
class DamageTest {

    private final MemoryStore store = new MemoryStore();
    private String name = "";

    @BeforeEach
    void fillSegments() throws Exception {
        ShardLog log = TestLog.open(store);
        for (int batch = 0; batch < 20; batch++) {
            appendBatch(log, batch * 5L + 1, batch * 5L + 5, 200);
        }
        name = store.segments().get(1);
    }

    @Test
    void everyFlippedBitIsFoundWithFileAndOffset() throws Exception {
        byte[] whole = store.content(name);
        for (int at = SegmentHeader.BYTES; at < whole.length - Frames.SEAL_BYTES; at += 3) {
            // Given
            MemoryStore damaged = store.copy();
            damaged.flip(name, at, at % 8);

            // When
            List<DamagedSegmentException> found = TestLog.open(damaged).check();

            // Then
            int offset = at;
            assertThat(found).as("flipped at %d", at).first().satisfies(damage -> {
                assertThat(damage.file()).isEqualTo(name);
                assertThat(damage.offset()).isBetween(offset - 260L, (long) offset);
            });
            assertThat(found)
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(damage -> damage.file().equals(name));
        }
    }

    @Test
    void anIntactLogHasNothingToReport() throws Exception {
        assertThat(TestLog.open(store).check()).isEmpty();
    }

    @Test
    void aDamagedSealOrHeaderIsReportedAtStart() {
        for (int at : List.of(10, 100, store.content(name).length - 1, store.content(name).length - 60)) {
            // Given
            MemoryStore damaged = store.copy();
            damaged.flip(name, at, 2);

            // When Then
            assertThatThrownBy(() -> TestLog.open(damaged))
                    .isInstanceOf(DamagedSegmentException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void aReaderStopsInFrontOfTheDamageAndCanGoOnBehindIt() throws Exception {
        // Given
        store.flip(name, 2_000, 4);
        ShardLog log = TestLog.open(store);
        ShardReader reader = log.reader(1);
        long base = Long.parseLong(name.substring(0, 20));

        // When
        assertThatThrownBy(() -> {
                    while (reader.next() instanceof ReadOutcome.Next) {
                        assertThat(reader.place()).isPositive();
                    }
                })
                .isInstanceOf(DamagedSegmentException.class);

        // Then
        long stopped = reader.place();
        assertThat(stopped).isBetween(base + 1, base + 12);
        assertThatThrownBy(reader::next).isInstanceOf(DamagedSegmentException.class);
        assertThat(reader.place()).isEqualTo(stopped);
        reader.moveTo(stopped + 8);
        assertThat(((ReadOutcome.Next) reader.next()).record().place()).isEqualTo(stopped + 8);
    }

    @Test
    void aSegmentThatDisappearsIsReported() throws Exception {
        // Given
        ShardLog log = TestLog.open(store);
        store.delete(name);
        ShardReader reader = log.reader(Long.parseLong(name.substring(0, 20)));

        // When Then
        assertThatThrownBy(reader::next)
                .isInstanceOf(DamagedSegmentException.class)
                .hasMessageContaining(name);
        assertThat(log.check()).hasSize(1);
    }
}
