package io.sluice.broker.fifo;

import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.DUPLICATE;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.NEW;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedIdsTest {

    private static final long WINDOW = DeduplicationSettings.WINDOW.toMillis();
    private static final long WALL = 1_000_000_000;
    private static final long NOW = 5_000_000;
    private static final DeduplicationKey A = new DeduplicationKey(1, 1);
    private static final DeduplicationKey B = new DeduplicationKey(2, 2);
    private static final DeduplicationKey C = new DeduplicationKey(3, 3);
    private static final DeduplicationKey D = new DeduplicationKey(4, 4);

    private final LoadedIds ids = new LoadedIds();
    private final DeduplicationWindow window =
            new DeduplicationWindow(new IdMemory(DeduplicationSettings.WINDOW, 1_000));

    private DeduplicationWindow.Verdict offerAt(long now) {
        return window.offer(A, this, now);
    }

    @Test
    void areDuplicatesUntilTheWindowHasPassedSinceTheyWereAccepted() {
        // Given
        ids.addOfMessage(A, WALL - 1_000);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        assertThat(offerAt(NOW + WINDOW - 1_001)).isEqualTo(DUPLICATE);
        assertThat(offerAt(NOW + WINDOW - 1_000)).isEqualTo(NEW);
    }

    @Test
    void ofTheLastMillisecondOfTheWindowAreDuplicatesAndOlderOnesAreNew() {
        // Given
        ids.addOfMessage(A, WALL - WINDOW + 1);
        ids.add(B, 0, WALL - WINDOW + 1);
        ids.addOfMessage(C, WALL - WINDOW);
        ids.add(D, 0, WALL - WINDOW);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        assertThat(List.of(A, B)).allSatisfy(key -> {
            assertThat(window.offer(key, this, NOW)).isEqualTo(DUPLICATE);
            assertThat(window.offer(key, this, NOW + 1)).isEqualTo(NEW);
        });
        assertThat(List.of(C, D))
                .allSatisfy(key -> assertThat(window.offer(key, this, NOW)).isEqualTo(NEW));
    }

    @Test
    void countOnceIfBothAMessageAndARecordTellThem() {
        // Given
        ids.addOfMessage(A, WALL - 1_000);
        ids.add(A, 0, WALL - 1_000);
        ids.add(A, 7, WALL - 1_000);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        List<Long> records = new ArrayList<>();
        window.forgetOld(NOW + WINDOW, records::add);
        assertThat(records).contains(7L);
        assertThat(window.size()).isZero();
    }

    @Test
    void ofMessagesThatAPurgeLeftInFlightAreFree() {
        // Given
        ids.addOfMessage(A, WALL - 1_000);
        ids.cleared(WALL - 1_000);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        assertThat(offerAt(NOW)).isEqualTo(NEW);
    }

    @Test
    void ofMessagesThatWereSentAfterAPurgeCount() {
        // Given
        ids.addOfMessage(A, WALL - 999);
        ids.cleared(WALL - 1_000);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        assertThat(offerAt(NOW)).isEqualTo(DUPLICATE);
    }

    @Test
    void areTakenOverWhenAnOlderOneOfTheSameNameHasPassed() {
        // Given
        ids.add(A, 1, WALL - WINDOW - 1_000);
        ids.add(A, 2, WALL - 1_000);
        // When
        ids.restoreTo(window, WALL, NOW);
        // Then
        assertThat(offerAt(NOW)).isEqualTo(DUPLICATE);
    }
}
