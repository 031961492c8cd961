package io.sluice.broker.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DeadLetterLoopsTest {

    @Test
    void findsNoneInAChainThatEnds() {
        assertThat(loopsOf("a", "b", "b", "c", "d", "b")).isEmpty();
    }

    @Test
    void findsAQueueThatIsItsOwnDeadLetterQueue() {
        assertThat(loopsOf("a", "a")).containsExactly(List.of("a"));
    }

    @Test
    void findsTwoQueuesThatLeadToEachOther() {
        assertThat(loopsOf("a", "b", "b", "a")).containsExactly(List.of("a", "b"));
    }

    @Test
    void namesOnlyTheQueuesOnTheLoopNotTheWayThere() {
        assertThat(loopsOf("way", "a", "a", "b", "b", "c", "c", "a")).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void reportsEachLoopOnceAndAllOfThem() {
        assertThat(loopsOf("x", "a", "y", "a", "a", "a", "c", "d", "d", "c"))
                .containsExactly(List.of("a"), List.of("c", "d"));
    }

    @Test
    void followsPoliciesThatApplyThroughAWildcard() {
        // Given
        Function<String, Optional<RedrivePolicy>> policyOf =
                name -> name.startsWith("orders") ? Optional.of(new RedrivePolicy("orders.dlq", 3)) : Optional.empty();

        // When
        List<List<String>> loops = DeadLetterLoops.among(List.of("orders.#"), policyOf);

        // Then
        assertThat(loops).containsExactly(List.of("orders.dlq"));
    }

    private static List<List<String>> loopsOf(String... sourcesAndTargets) {
        Map<String, RedrivePolicy> policies = new LinkedHashMap<>();
        for (int i = 0; i < sourcesAndTargets.length; i += 2) {
            policies.put(sourcesAndTargets[i], new RedrivePolicy(sourcesAndTargets[i + 1], 5));
        }
        return DeadLetterLoops.among(policies.keySet(), name -> Optional.ofNullable(policies.get(name)));
    }
}
