package io.sluice.broker.stream.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.ShardId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final ShardId SHARD = new ShardId(7);

    @ParameterizedTest
    @CsvSource({
        "1, false, 1, false, true",
        "5, false, 6, false, true",
        "6, false, 6, false, true",
        "6, false, 6, true, true",
        "7, false, 6, false, false",
        "7, false, 6, true, false",
        "6, true, 6, true, true",
        "6, true, 6, false, false",
        "5, true, 6, true, false",
        "7, true, 6, true, false"
    })
    void isWithinWhatTheShardHas(long next, boolean isFinished, long nextPlace, boolean isClosed, boolean isWithin) {
        assertThat(new Checkpoint(SHARD, next, isFinished).isWithin(nextPlace, isClosed))
                .isEqualTo(isWithin);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isReadAsItWasWritten(boolean isFinished) {
        // Given
        Checkpoint checkpoint = new Checkpoint(SHARD, 4711, isFinished);

        // When Then
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "shardId-000000000007", "shardId-000000000007 x", "shardId-000000000007 5 END", "7 5"})
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
