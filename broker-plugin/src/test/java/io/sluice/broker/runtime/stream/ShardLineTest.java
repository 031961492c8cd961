package io.sluice.broker.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardLineTest {

    private static final String LAST_KEY = "340282366920938463463374607431768211455";

    private static ShardLine of(Map<String, Object> shard) {
        return ShardLine.of(Members.of(Map.of("Shards", List.of(shard)))).get(0);
    }

    @Test
    void anOpenShardIsReadFromTheBrokersAnswer() {
        // When
        ShardLine shard = of(Map.of(
                "ShardId", "shardId-000000000004",
                "ParentShardId", "shardId-000000000000",
                "AdjacentParentShardId", "shardId-000000000002",
                "HashKeyRange", Map.of("StartingHashKey", "0", "EndingHashKey", LAST_KEY),
                "SequenceNumberRange", Map.of("StartingSequenceNumber", "17")));
        // Then
        assertThat(shard.id()).isEqualTo("shardId-000000000004");
        assertThat(shard.parentsOrNone()).isEqualTo("shardId-000000000000 shardId-000000000002");
        assertThat(shard.state()).isEqualTo("open");
        assertThat(shard.part()).isEqualTo("0.0-100.0 %");
        assertThat(shard.middle()).isEqualTo(BigInteger.ONE.shiftLeft(127));
    }

    @Test
    void aClosedShardHasALastNumber() {
        // When
        ShardLine shard = of(Map.of(
                "ShardId", "shardId-000000000000",
                "HashKeyRange",
                        Map.of("StartingHashKey", "0", "EndingHashKey", "170141183460469231731687303715884105727"),
                "SequenceNumberRange", Map.of("StartingSequenceNumber", "1", "EndingSequenceNumber", "9")));
        // Then
        assertThat(shard.state()).isEqualTo("closed");
        assertThat(shard.parentsOrNone()).isEqualTo("-");
        assertThat(shard.part()).isEqualTo("0.0-50.0 %");
    }
}
