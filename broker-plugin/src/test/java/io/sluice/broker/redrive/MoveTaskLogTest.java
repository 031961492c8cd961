package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MoveTaskLogTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final MoveTaskLog log = new MoveTaskLog();

    private static MoveTask task(String id, String source, int second) {
        MoveRequest request = new MoveRequest(source, Optional.empty(), OptionalInt.empty(), Optional.empty(), false);
        return new MoveTask(MoveProgress.begin(
                id, request, new MoveStarter("me", Optional.empty()), 1, NOW.plusSeconds(second), 0));
    }

    private MoveTask ended(String id, String source, int second) {
        MoveTask task = task(id, source, second);
        log.add(task);
        task.finish(NOW.plusSeconds(second));
        return task;
    }

    @Test
    void takesOneActiveTaskPerSource() {
        // Given
        MoveTask first = task("t1", "dlq", 0);
        assertThat(log.add(first)).isTrue();
        // When
        boolean second = log.add(task("t2", "dlq", 1));
        boolean other = log.add(task("t3", "other-dlq", 1));
        first.cancel();
        boolean whileCancelling = log.add(task("t4", "dlq", 2));
        first.finish(NOW);
        boolean afterTheEnd = log.add(task("t5", "dlq", 3));
        // Then
        assertThat(List.of(second, other, whileCancelling, afterTheEnd)).containsExactly(false, true, false, true);
        assertThat(log.find("t2")).isEmpty();
        assertThat(log.find("t5")).isPresent();
    }

    @Test
    void listsTheTasksOfASourceNewestFirst() {
        // Given
        ended("t1", "dlq", 1);
        ended("t3", "dlq", 3);
        ended("t2", "dlq", 2);
        ended("o1", "other-dlq", 4);
        // When
        List<MoveProgress> two = log.list("dlq", 2);
        // Then
        assertThat(two).extracting(MoveProgress::id).containsExactly("t3", "t2");
    }

    @Test
    void forgetsTheOldestAboveTenPerSource() {
        // Given
        for (int i = 1; i <= 10; i++) {
            ended("t" + i, "dlq", i);
        }
        assertThat(log.trim("dlq")).isEmpty();
        // When
        log.add(task("t11", "dlq", 11));
        List<String> forgotten = log.trim("dlq");
        // Then
        assertThat(forgotten).containsExactly("t1");
        assertThat(log.list("dlq", 20)).hasSize(10);
    }

    @Test
    void forgetsTheOldestAboveTheLimitOfAllSources() {
        // Given
        for (int i = 0; i <= MoveTaskLog.KEPT_IN_ALL; i++) {
            ended("t" + i, "dlq" + i, i);
        }
        // When
        List<String> forgotten = log.trim("dlq5");
        // Then
        assertThat(forgotten).containsExactly("t0");
    }

    @Test
    void neverForgetsAnActiveTask() {
        // Given
        log.add(task("t0", "dlq", 0));
        for (int i = 1; i <= MoveTaskLog.KEPT_IN_ALL; i++) {
            ended("t" + i, "dlq" + i, i);
        }
        // When
        log.trim("dlq");
        // Then
        assertThat(log.find("t0")).isPresent();
        assertThat(log.active()).extracting(MoveTask::id).containsExactly("t0");
    }
}
