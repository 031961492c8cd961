package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MoveTaskTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final MoveTask task = new MoveTask(begin(request(false)));

    static MoveRequest request(boolean dryRun) {
        return new MoveRequest("dlq", Optional.empty(), OptionalInt.empty(), Optional.empty(), dryRun);
    }

    static MoveProgress begin(MoveRequest request) {
        return MoveProgress.begin("t1", request, new MoveStarter("me", Optional.empty()), 100, NOW, 7);
    }

    @Test
    void coversWhatWasThereWhenItStarted() {
        assertThat(task.covers(100)).isTrue();
        assertThat(task.covers(101)).isFalse();
    }

    @Test
    void countsByDestinationAndReason() {
        // When
        task.moved("orders", 2);
        task.moved("orders", 3);
        task.moved("bills", 1);
        task.stays(StayReason.SOURCE_GONE);
        // Then
        MoveProgress progress = task.progress();
        assertThat(progress.moved()).containsOnly(entry("orders", 5L), entry("bills", 1L));
        assertThat(progress.totalMoved()).isEqualTo(6);
        assertThat(progress.staying()).containsOnly(entry(StayReason.SOURCE_GONE, 1L));
        assertThat(progress.toMove()).isEqualTo(7);
    }

    @Test
    void countsAnewInEachPassWhatStaysButNotWhatIsMoved() {
        // Given
        task.moved("orders", 2);
        task.stays(StayReason.LOOP);
        // When
        task.passBegins();
        // Then
        assertThat(task.progress().staying()).isEmpty();
        assertThat(task.progress().moved()).containsOnly(entry("orders", 2L));
    }

    @Test
    void countsAnewInEachPassOfADryRun() {
        // Given
        MoveTask dry = new MoveTask(begin(request(true)));
        dry.moved("orders", 2);
        // When
        dry.passBegins();
        // Then
        assertThat(dry.progress().moved()).isEmpty();
    }

    @Test
    void completes() {
        // When
        task.finish(NOW.plusSeconds(1));
        // Then
        assertThat(task.status()).isEqualTo(MoveStatus.COMPLETED);
        assertThat(task.progress().ended()).contains(NOW.plusSeconds(1));
    }

    @Test
    void isCancelledOnlyWhileItRuns() {
        assertThat(task.cancel()).isTrue();
        assertThat(task.status()).isEqualTo(MoveStatus.CANCELLING);
        assertThat(task.cancel()).isFalse();
        task.finish(NOW);
        assertThat(task.status()).isEqualTo(MoveStatus.CANCELLED);
        assertThat(task.cancel()).isFalse();
    }

    @Test
    void failsWithAReason() {
        // When
        task.fail("disk full", NOW);
        // Then
        assertThat(task.status()).isEqualTo(MoveStatus.FAILED);
        assertThat(task.progress().failure()).contains("disk full");
    }

    @Test
    void movesNothingAfterItsEnd() {
        // Given
        task.finish(NOW);
        // Then
        assertThatThrownBy(() -> task.moved("orders", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("COMPLETED");
        assertThatThrownBy(() -> task.finish(NOW)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> task.fail("late", NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void goesOnFromWhatWasStored() {
        // Given
        task.moved("orders", 2);
        // When
        MoveTask restored = new MoveTask(task.progress());
        restored.moved("orders", 3);
        // Then
        assertThat(restored.status()).isEqualTo(MoveStatus.RUNNING);
        assertThat(restored.progress().moved()).isEqualTo(Map.of("orders", 5L));
    }

    @Test
    void refusesARequestThatMakesNoSense() {
        assertThatThrownBy(() -> withRate(0)).hasMessageContaining("1 to 500");
        assertThatThrownBy(() -> withRate(501)).hasMessageContaining("1 to 500");
        assertThat(withRate(1).messagesPerSecond()).hasValue(1);
        assertThat(withRate(500).messagesPerSecond()).hasValue(500);
        assertThatThrownBy(
                        () -> new MoveRequest("dlq", Optional.of("dlq"), OptionalInt.empty(), Optional.empty(), false))
                .hasMessageContaining("dlq");
    }

    private static MoveRequest withRate(int rate) {
        return new MoveRequest("dlq", Optional.empty(), OptionalInt.of(rate), Optional.empty(), false);
    }
}
