package io.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {

    @Test
    void quartilesLieBetweenTheNearestValues() {
        // When
        Spread spread = Spread.of(List.of(4.0, 1.0, 3.0, 2.0));

        // Then
        assertThat(spread).isEqualTo(new Spread(2.5, 1.75, 3.25, 1, 4, 4));
    }

    @Test
    void theLimitItselfMeetsAGoal() {
        // Then
        assertThat(Goal.atLeast(0.97).isMetBy(0.97)).isTrue();
        assertThat(Goal.atLeast(0.97).isMetBy(0.969)).isFalse();
        assertThat(Goal.atMost(1.05).isMetBy(1.05)).isTrue();
        assertThat(Goal.atMost(1.05).isMetBy(1.051)).isFalse();
    }

    @Test
    void theMedianDecidesWhetherAGoalIsMet() {
        // Then
        assertThat(verdict(0.98, 0.99, 1.0)).isEqualTo("met");
        assertThat(verdict(0.8, 0.9, 0.95)).isEqualTo("missed");
    }

    @Test
    void aGoalBetweenTheQuartilesIsInDoubt() {
        // Then
        assertThat(verdict(0.5, 0.98, 1.0)).isEqualTo("met?");
        assertThat(verdict(0.5, 0.96, 1.0)).isEqualTo("missed?");
    }

    private static String verdict(Double... ratios) {
        return Figure.of("throughput", "drain", "msg/s", Figure.RATIO, Spread.of(List.of(ratios)))
                .against(Goal.atLeast(0.97))
                .verdict();
    }
}
