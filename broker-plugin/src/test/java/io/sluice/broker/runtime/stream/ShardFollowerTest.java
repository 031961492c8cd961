package io.sluice.broker.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardFollowerTest {

    private static ShardLine shard(String id, String... parents) {
        return new ShardLine(id, List.of(parents), BigInteger.ZERO, BigInteger.TEN, "1", Optional.empty());
    }

    @Test
    void aShardIsReadWhenItsParentIsFinished() {
        // Given
        ShardFollower shards = new ShardFollower(List.of(shard("p"), shard("c1", "p"), shard("c2", "p")));
        List<String> before = shards.readable();
        // When
        shards.finish("p");
        // Then
        assertThat(before).containsExactly("p");
        assertThat(shards.readable()).containsExactly("c1", "c2");
    }

    @Test
    void aMergedShardWaitsForBothParents() {
        // Given
        ShardFollower shards = new ShardFollower(List.of(shard("a"), shard("b")));
        shards.finish("a");
        shards.add("m", List.of("a", "b"));
        List<String> before = shards.readable();
        // When
        shards.finish("b");
        shards.add("m", List.of("a", "b"));
        // Then
        assertThat(before).containsExactly("b");
        assertThat(shards.readable()).containsExactly("m");
    }

    @Test
    void aShardThatIsFinishedIsNotReadAgain() {
        // Given
        ShardFollower shards = new ShardFollower(List.of(shard("a", "gone")));
        shards.finish("a");
        // When
        shards.add("a", List.of());
        // Then
        assertThat(shards.readable()).isEmpty();
    }
}
