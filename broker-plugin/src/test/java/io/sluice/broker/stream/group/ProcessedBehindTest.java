package io.sluice.broker.stream.group;

import static io.sluice.broker.stream.group.ShardProgress.MOST_PROCESSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer that keeps the first record of a shard and processes those behind it. */
class ProcessedBehindTest {

    private static final ShardId SHARD = new ShardId(0);
    private static final long LAST = 1L + MOST_PROCESSED;

    private final ConsumerGroup<String> group = new ConsumerGroup<>(ConsumerGroupSettings.DEFAULT);

    @BeforeEach
    void keepTheFirst() {
        group.addShard(SHARD, List.of(), 1, new Checkpoint(SHARD, 1, false));
        group.join("c");
        group.delivered("c", SHARD, 1, 0);
    }

    private void deliver(long from, long to) {
        for (long place = from; place <= to; place++) {
            assertThat(group.admits("c", SHARD, place)).as("record %d", place).isTrue();
            group.delivered("c", SHARD, place, 0);
        }
    }

    private void process(long from, long to) {
        for (long place = from; place <= to; place++) {
            assertThat(group.acknowledged("c", SHARD, place, 0)).isEqualTo(Settlement.PROCESSED);
        }
    }

    @Test
    void getsSoManyBehindItAndNoMoreUntilItIsProcessed() {
        // Given
        deliver(2, LAST);
        process(2, LAST - 1);
        assertThat(group.admits("c", SHARD, LAST + 1)).isTrue();
        process(LAST, LAST);
        assertThat(group.admits("c", SHARD, LAST + 1)).isFalse();
        group.changes();

        // When
        process(1, 1);

        // Then
        assertThat(group.admits("c", SHARD, LAST + 1)).isTrue();
        assertThat(group.changes().rewound()).contains(SHARD);
        assertThat(group.checkpoint(SHARD).next()).isEqualTo(LAST + 1);
    }

    @Test
    void whatIsInFlightDoesNotCount() {
        // When Then
        deliver(2, LAST + 10);
        assertThat(group.admits("c", SHARD, LAST + 11)).isTrue();
    }

    @Test
    void aRecordThatComesBackIsDeliveredThoughSoManyAreProcessedBehindIt() {
        // Given
        deliver(2, LAST);
        process(2, LAST);

        // When
        group.returned("c", SHARD, 1, true, 0);

        // Then
        deliver(1, 1);
        assertThat(group.admits("c", SHARD, LAST + 1)).isFalse();
        process(1, 1);
        assertThat(group.admits("c", SHARD, LAST + 1)).isTrue();
    }

    @Test
    void whatIsTrimmedIsForgotten() {
        // Given
        deliver(2, LAST);
        process(2, LAST);

        // When
        group.trimmed(SHARD, 3, 0);

        // Then
        assertThat(group.checkpoint(SHARD).next()).isEqualTo(LAST + 1);
        deliver(LAST + 1, LAST + 2);
        process(LAST + 2, LAST + 2);
        assertThat(group.admits("c", SHARD, LAST + 3)).isTrue();
    }
}
