package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterStoryTest {

    private static Map<String, Object> redriven(Map<String, Object> before, long now) {
        DeadLetterStory.Change change =
                DeadLetterStory.redriven(before::get, (String) before.get(DeadLetterStory.SOURCE), now, "operator");
        Map<String, Object> after = new HashMap<>(before);
        change.remove().forEach(after::remove);
        after.putAll(change.put());
        return after;
    }

    private static Map<String, Object> deadLettered(Map<String, Object> message, String source, String reason) {
        Map<String, Object> dead = new HashMap<>(message);
        dead.put(DeadLetterStory.SOURCE, source);
        dead.put(DeadLetterStory.REASON, reason);
        return dead;
    }

    @Test
    void putsTheStoryAway() {
        // Given
        Map<String, Object> dead = deadLettered(Map.of("amount", 42), "orders", "Rejected");
        dead.put(DeadLetterStory.FIRST_RECEIVED, 17L);
        // When
        Map<String, Object> back = redriven(dead, 1_000);
        // Then
        assertThat(back)
                .isEqualTo(Map.of(
                        "amount",
                        42,
                        "sluice_redrive_count",
                        1,
                        "sluice_previous_1_source",
                        "orders",
                        "sluice_previous_1_reason",
                        "Rejected",
                        "sluice_previous_1_first_received_timestamp",
                        17L,
                        "sluice_previous_1_redriven_timestamp",
                        1_000L,
                        "sluice_previous_1_redriven_by",
                        "operator"));
    }

    @Test
    void leavesOutWhatTheStoryDoesNotTell() {
        // When
        Map<String, Object> back = redriven(Map.of(), 1_000);
        // Then
        assertThat(back)
                .containsOnlyKeys(
                        "sluice_redrive_count",
                        "sluice_previous_1_redriven_timestamp",
                        "sluice_previous_1_redriven_by");
    }

    @Test
    void keepsTheLastThreeStoriesAndCountsAll() {
        // Given
        Map<String, Object> message = Map.of();
        // When
        for (int round = 1; round <= 5; round++) {
            message = redriven(deadLettered(message, "orders" + round, "reason" + round), round);
        }
        // Then
        assertThat(message)
                .containsEntry("sluice_redrive_count", 5)
                .containsEntry("sluice_previous_1_source", "orders5")
                .containsEntry("sluice_previous_2_source", "orders4")
                .containsEntry("sluice_previous_3_source", "orders3")
                .containsEntry("sluice_previous_3_reason", "reason3")
                .doesNotContainKeys("sluice_previous_4_source", DeadLetterStory.SOURCE, DeadLetterStory.REASON)
                .hasSize(1 + 3 * 4);
    }

    @Test
    void doesNotMixAStoryWithTheOneBefore() {
        // Given
        Map<String, Object> first = deadLettered(Map.of(), "orders", "Rejected");
        first.put(DeadLetterStory.FIRST_RECEIVED, 17L);
        Map<String, Object> second = deadLettered(redriven(first, 1), "orders", "Expired");
        // When
        Map<String, Object> back = redriven(second, 2);
        // Then
        assertThat(back)
                .doesNotContainKey("sluice_previous_1_first_received_timestamp")
                .containsEntry("sluice_previous_2_first_received_timestamp", 17L);
    }
}
