package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptedIdsTest {

    private static final long START = 5_000;
    private static final int MANY = 10_000;

    private final AcceptedIds ids = new AcceptedIds(START);

    private static DeduplicationKey key(long id) {
        return new DeduplicationKey(id * 0x9E3779B97F4A7C15L, id * 0xC2B2AE3D27D4EB4FL);
    }

    private List<Long> records() {
        List<Long> records = new ArrayList<>();
        ids.forEachRecord(records::add);
        return records;
    }

    @Test
    void tellsWhenEachKeyWasAcceptedWhileItGrows() {
        for (int id = 1; id <= MANY; id++) {
            ids.add(key(id), 0, START + id);
        }

        assertThat(ids.size()).isEqualTo(MANY);
        assertThat(ids.newestMillis()).isEqualTo(START + MANY);
        for (int id = 1; id <= MANY; id++) {
            assertThat(ids.acceptedAt(key(id))).isEqualTo(START + id);
        }
        assertThat(ids.acceptedAt(key(MANY + 1))).isEqualTo(AcceptedIds.NEVER);
    }

    @Test
    void tellsKeysApartThatShareOneHalf() {
        // Given
        ids.add(new DeduplicationKey(1, 1), 0, START);

        // When / Then
        assertThat(ids.acceptedAt(new DeduplicationKey(1, 1))).isEqualTo(START);
        assertThat(ids.acceptedAt(new DeduplicationKey(2, 1))).isEqualTo(AcceptedIds.NEVER);
        assertThat(ids.acceptedAt(new DeduplicationKey(1, 1 + (1L << 32)))).isEqualTo(AcceptedIds.NEVER);
    }

    @Test
    void keepsTheRecordsOfThoseThatHaveOneWhileItGrows() {
        // Given
        long without = ids.tableBytes();
        ids.add(key(1), 0, START);
        ids.add(key(2), 0, START);
        assertThat(records()).isEmpty();
        assertThat(ids.tableBytes()).isEqualTo(without);

        // When
        for (int id = 3; id <= MANY; id++) {
            ids.add(key(id), id % 1_000 == 3 ? id : 0, START);
        }

        // Then
        assertThat(records())
                .containsExactlyInAnyOrder(3L, 1_003L, 2_003L, 3_003L, 4_003L, 5_003L, 6_003L, 7_003L, 8_003L, 9_003L);
    }
}
