package io.sluice.broker.stream.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardAssignmentTest {

    private final ShardAssignment<String> assignment = new ShardAssignment<>();

    private static List<ShardId> shards(int count) {
        return IntStream.range(0, count).mapToObj(ShardId::new).toList();
    }

    private Set<ShardId> arrange(int shards) {
        return assignment.arrange(shards(shards), shard -> true);
    }

    private Map<String, Long> shares(int shards) {
        return shards(shards).stream()
                .map(shard -> assignment.owner(shard).orElseThrow())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "4, 2", "4, 3", "4, 4", "3, 5", "17, 4"})
    void everyConsumerHasAsManyShardsAsTheOthersOrOneMore(int shards, int consumers) {
        // Given
        for (int i = 0; i < consumers; i++) {
            assignment.join("c" + i);
        }

        // When
        arrange(shards);

        // Then
        assertThat(shares(shards).values())
                .allMatch(share -> share == shards / consumers || share == shards / consumers + 1)
                .hasSize(Math.min(shards, consumers));
    }

    @Test
    void aNewConsumerMovesNoMoreShardsThanItGets() {
        // Given
        assignment.join("a");
        assignment.join("b");
        arrange(12);

        // When
        assignment.join("c");
        Set<ShardId> moved = arrange(12);

        // Then
        assertThat(moved)
                .hasSize(4)
                .allMatch(shard -> assignment.owner(shard).orElseThrow().equals("c"));
    }

    @Test
    void onlyTheShardsOfAConsumerThatLeavesMove() {
        // Given
        for (String consumer : List.of("a", "b", "c")) {
            assignment.join(consumer);
        }
        arrange(12);

        // When
        assignment.leave("b");
        Set<ShardId> moved = arrange(12);

        // Then
        assertThat(moved).hasSize(4);
        assertThat(shares(12)).isEqualTo(Map.of("a", 6L, "c", 6L));
    }

    @Test
    void aShardStaysWithItsOwnerUntilItIsDrained() {
        // Given
        assignment.join("a");
        arrange(2);
        assignment.join("b");

        // When
        Set<ShardId> moved = assignment.arrange(shards(2), shard -> false);

        // Then
        assertThat(moved).isEmpty();
        assertThat(assignment.isLeaving(new ShardId(1))).isTrue();
        assertThat(assignment.isReader("a", new ShardId(1))).isFalse();
        assertThat(assignment.isReader("b", new ShardId(1))).isFalse();
        assertThat(arrange(2)).containsExactly(new ShardId(1));
        assertThat(assignment.isReader("b", new ShardId(1))).isTrue();
    }

    @Test
    void withoutConsumersNobodyHasAShard() {
        assignment.join("a");
        arrange(2);
        assignment.leave("a");
        assertThat(arrange(2)).isEmpty();
        assertThat(assignment.owner(new ShardId(0))).isEmpty();
    }

    @Test
    void aShardThatIsNotReadAnyMoreHasNoOwner() {
        assignment.join("a");
        arrange(3);
        arrange(1);
        assertThat(assignment.owner(new ShardId(2))).isEmpty();
        assertThat(assignment.owner(new ShardId(0))).hasValue("a");
    }
}
