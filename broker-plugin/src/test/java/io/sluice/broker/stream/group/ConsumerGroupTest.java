package io.sluice.broker.stream.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.DeadLetterPolicy;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.group.GroupChanges.Poison;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConsumerGroupTest {

    private static final ShardId S0 = new ShardId(0);
    private static final ShardId S1 = new ShardId(1);
    private static final ShardId S2 = new ShardId(2);
    private static final long LEASE = Duration.ofSeconds(30).toNanos();

    private final ConsumerGroup<String> group = new ConsumerGroup<>(ConsumerGroupSettings.DEFAULT);

    private void shard(ShardId shard, ShardId... parents) {
        group.addShard(shard, Arrays.asList(parents), 1, new Checkpoint(shard, 1, false));
    }

    /** Gives a consumer the next records of a shard. */
    private void deliver(String consumer, ShardId shard, int count, long nowNanos) {
        for (int i = 0; i < count; i++) {
            long place = group.next(shard);
            assertThat(group.admits(consumer, shard, place)).isTrue();
            group.delivered(consumer, shard, place, nowNanos);
        }
    }

    @Test
    void onlyTheOwnerGetsARecordAndOnlyTheNext() {
        // Given
        shard(S0);
        group.join("a");
        group.join("b");

        // When Then
        assertThat(group.admits("a", S0, 1)).isTrue();
        assertThat(group.admits("a", S0, 2)).isFalse();
        assertThat(group.admits("b", S0, 1)).isFalse();
        assertThat(group.admits("a", S1, 1)).isFalse();
        deliver("a", S0, 1, 0);
        assertThat(group.admits("a", S0, 1)).isFalse();
        assertThat(group.admits("a", S0, 2)).isTrue();
        assertThatThrownBy(() -> group.delivered("a", S0, 5, 0))
                .hasMessage("record 5 of shardId-000000000000 was delivered, but 2 is next");
    }

    @Test
    void theCheckpointIsTheLowestRecordThatIsNotProcessed() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 4, 0);

        // When
        group.acknowledged("a", S0, 2, 0);
        group.acknowledged("a", S0, 3, 0);
        long before = group.checkpoint(S0).next();
        group.acknowledged("a", S0, 1, 0);

        // Then
        assertThat(before).isEqualTo(1);
        assertThat(group.checkpoint(S0)).isEqualTo(new Checkpoint(S0, 4, false));
        assertThat(group.changes().checkpoints()).containsExactly(new Checkpoint(S0, 4, false));
        assertThat(group.changes().isEmpty()).isTrue();
    }

    @Test
    void aRecordThatComesBackTakesAlongWhatWasDeliveredBehindIt() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 5, 0);
        group.acknowledged("a", S0, 4, 0);

        // When
        List<Long> back = group.returned("a", S0, 2, true, 0);

        // Then
        assertThat(back).containsExactly(2L, 3L, 5L);
        assertThat(group.next(S0)).isEqualTo(2);
        assertThat(group.delivered("a", S0, 2, 0)).isEqualTo(2);
        assertThat(group.delivered("a", S0, 3, 0)).isEqualTo(1);
        assertThat(group.next(S0)).isEqualTo(5);
        assertThat(group.acknowledged("a", S0, 1, 0)).isEqualTo(Settlement.PROCESSED);
    }

    @Test
    void aLateAcknowledgementCountsWhileNobodyElseHasTheRecord() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 2, 0);
        group.join("b");
        group.expire(LEASE);

        // When
        Settlement late = group.acknowledged("a", S0, 1, LEASE);

        // Then
        assertThat(late).isEqualTo(Settlement.PROCESSED_LATE);
        assertThat(group.next(S0)).isEqualTo(2);
        assertThat(group.checkpoint(S0).next()).isEqualTo(2);
    }

    @Test
    void aLateAcknowledgementChangesNothingWhenSomebodyElseHasTheRecord() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 1, 0);
        group.join("b");
        group.expire(LEASE);
        deliver("b", S0, 1, LEASE);

        // When
        Settlement late = group.acknowledged("a", S0, 1, LEASE);

        // Then
        assertThat(late).isEqualTo(Settlement.IGNORED);
        assertThat(group.checkpoint(S0).next()).isEqualTo(1);
        assertThat(group.acknowledged("b", S0, 1, LEASE)).isEqualTo(Settlement.PROCESSED);
        assertThat(group.acknowledged("b", S0, 1, LEASE)).isEqualTo(Settlement.IGNORED);
    }

    @Test
    void aShardMovesWhenWhatItsOwnerHasIsSettled() {
        // Given
        shard(S0);
        shard(S1);
        group.join("a");
        deliver("a", S0, 2, 0);
        deliver("a", S1, 2, 0);
        group.changes();

        // When
        group.join("b");

        // Then
        assertThat(group.owner(S1)).hasValue("a");
        assertThat(group.admits("a", S1, 3)).isFalse();
        assertThat(group.admits("b", S1, 3)).isFalse();
        assertThat(group.admits("a", S0, 3)).isTrue();
        group.acknowledged("a", S1, 1, 0);
        assertThat(group.owner(S1)).hasValue("a");
        group.acknowledged("a", S1, 2, 0);
        assertThat(group.owner(S1)).hasValue("b");
        assertThat(group.admits("b", S1, 3)).isTrue();
        assertThat(group.changes().rewound()).contains(S1);
    }

    @Test
    void whatAConsumerHadIsNextForTheOthersWhenItIsGone() {
        // Given
        shard(S0);
        group.join("a");
        group.join("b");
        deliver("a", S0, 3, 0);
        group.acknowledged("a", S0, 2, 0);

        // When
        group.leave("a", true, 0);

        // Then
        assertThat(group.owner(S0)).hasValue("b");
        assertThat(group.delivered("b", S0, 1, 0)).isEqualTo(2);
        assertThat(group.delivered("b", S0, 3, 0)).isEqualTo(1);
    }

    @Test
    void aConsumerLosesItsShardsAtTheVisibilityTimeoutAndNotBefore() {
        // Given
        shard(S0);
        shard(S1);
        group.join("a");
        group.join("b");
        deliver("a", S0, 3, 10);
        deliver("b", S1, 1, 20);
        group.acknowledged("b", S1, 1, 30);

        // When
        List<String> before = group.expire(10 + LEASE - 1);
        List<String> at = group.expire(10 + LEASE);

        // Then
        assertThat(before).isEmpty();
        assertThat(at).containsExactly("a");
        assertThat(group.owner(S0)).hasValue("b");
        assertThat(group.next(S0)).isEqualTo(1);
        assertThat(group.nanosUntilExpiry(10 + LEASE)).isEmpty();
    }

    @Test
    void theClockRunsForTheOldestRecordOfAllShardsFromWhenItBecameTheOldest() {
        // Given
        shard(S0);
        shard(S1);
        group.join("a");
        deliver("a", S0, 1, 0);
        deliver("a", S1, 1, 5);

        // When
        group.acknowledged("a", S0, 1, 1_000);

        // Then
        assertThat(group.nanosUntilExpiry(1_000)).isEqualTo(OptionalLong.of(LEASE));
        assertThat(group.expire(1_000 + LEASE - 1)).isEmpty();
        assertThat(group.expire(1_000 + LEASE)).containsExactly("a");
    }

    @Test
    void onlyTheOldestRecordOfAHungConsumerCountsAsReceived() {
        // Given
        shard(S0);
        shard(S1);
        group.join("a");
        deliver("a", S1, 2, 0);
        deliver("a", S0, 1, 0);

        // When
        group.expire(LEASE);

        // Then
        assertThat(group.delivered("a", S0, 1, LEASE)).isEqualTo(1);
        assertThat(group.delivered("a", S1, 1, LEASE)).isEqualTo(2);
        assertThat(group.delivered("a", S1, 2, LEASE)).isEqualTo(1);
    }

    @Test
    void aSuspectConsumerHasNothingWhileOthersCanAndASettlementClearsIt() {
        // Given
        shard(S0);
        shard(S1);
        group.join("a");
        deliver("a", S0, 1, 0);
        group.expire(LEASE);

        // When
        group.join("b");

        // Then
        assertThat(group.owner(S0)).hasValue("b");
        assertThat(group.owner(S1)).hasValue("b");
        group.acknowledged("a", S0, 1, LEASE);
        assertThat(List.of(group.owner(S0).orElseThrow(), group.owner(S1).orElseThrow()))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void childrenAreReadWhenAllTheirParentsAreFinished() {
        // Given
        shard(S0);
        shard(S1);
        shard(S2, S0, S1);
        group.join("a");
        group.changes();
        deliver("a", S0, 1, 0);
        group.ended(S0, 2);
        group.ended(S1, 1);

        // When
        boolean before = group.readable().contains(S2);
        group.acknowledged("a", S0, 1, 0);

        // Then
        assertThat(before).isFalse();
        assertThat(group.readable()).containsExactly(S2);
        assertThat(group.admits("a", S2, 1)).isTrue();
        GroupChanges changes = group.changes();
        assertThat(changes.readable()).containsExactly(S2);
        assertThat(changes.unreadable()).containsExactlyInAnyOrder(S0, S1);
        assertThat(changes.checkpoints()).contains(new Checkpoint(S0, 2, true), new Checkpoint(S1, 1, true));
    }

    @Test
    void childrenAreReadWhenTheirParentIsGone() {
        // Given
        shard(S0);
        shard(S1, S0);
        group.join("a");

        // When
        group.removeShard(S0, 0);

        // Then
        assertThat(group.readable()).containsExactly(S1);
    }

    @Test
    void aParentThatIsReadAgainIsFollowedByItsChildrenFromTheirStart() {
        // Given
        shard(S0);
        group.addShard(S1, List.of(S0), 11, new Checkpoint(S1, 11, false));
        group.join("a");
        group.ended(S0, 1);
        group.seek(Map.of(S1, 15L), 0);
        deliver("a", S1, 1, 0);
        group.changes();

        // When
        group.seek(Map.of(S0, 0L), 0);

        // Then
        assertThat(group.readable()).containsExactly(S0);
        assertThat(group.next(S1)).isEqualTo(11);
        assertThat(group.acknowledged("a", S1, 15, 0)).isEqualTo(Settlement.IGNORED);
        assertThat(group.changes().unreadable()).containsExactly(S1);
    }

    @Test
    void aSeekForgetsWhatIsInFlight() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 3, 0);

        // When
        group.seek(Map.of(S0, 2L), 0);

        // Then
        assertThat(group.acknowledged("a", S0, 2, 0)).isEqualTo(Settlement.IGNORED);
        assertThat(group.next(S0)).isEqualTo(2);
        assertThat(group.checkpoint(S0).next()).isEqualTo(2);
        assertThat(group.nanosUntilExpiry(0)).isEmpty();
        assertThat(group.changes().readable()).containsExactly(S0);
    }

    @Test
    void trimmedRecordsArePassed() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 3, 0);

        // When
        group.trimmed(S0, 3, 0);

        // Then
        assertThat(group.checkpoint(S0).next()).isEqualTo(3);
        assertThat(group.acknowledged("a", S0, 1, 0)).isEqualTo(Settlement.IGNORED);
        assertThat(group.acknowledged("a", S0, 3, 0)).isEqualTo(Settlement.PROCESSED);
        group.trimmed(S0, 20, 0);
        assertThat(group.next(S0)).isEqualTo(20);
    }

    @Test
    void aRecordThatWasReceivedTooOftenIsPoisonAndPassed() {
        // Given
        group.configure(new ConsumerGroupSettings(
                StartPosition.LATEST, Duration.ofSeconds(30), Optional.of(new DeadLetterPolicy("dlq", 2))));
        shard(S0);
        group.join("a");
        deliver("a", S0, 2, 0);
        group.returned("a", S0, 1, true, 0);
        List<Poison> afterOne = group.changes().poison();
        deliver("a", S0, 2, 0);

        // When
        group.returned("a", S0, 1, true, 0);

        // Then
        assertThat(afterOne).isEmpty();
        assertThat(group.changes().poison()).containsExactly(new Poison(S0, 1, 2));
        assertThat(group.admits("a", S0, 1)).isFalse();
        group.pass(S0, 1);
        assertThat(group.checkpoint(S0).next()).isEqualTo(2);
        assertThat(group.admits("a", S0, 2)).isTrue();
    }

    @Test
    void returnsThatDoNotCountMakeNoPoison() {
        // Given
        group.configure(new ConsumerGroupSettings(
                StartPosition.LATEST, Duration.ofSeconds(30), Optional.of(new DeadLetterPolicy("dlq", 1))));
        shard(S0);
        group.join("a");

        for (int i = 0; i < 5; i++) {
            // When
            assertThat(group.delivered("a", S0, 1, 0)).isEqualTo(1);
            group.returned("a", S0, 1, false, 0);
        }

        // Then
        assertThat(group.changes().poison()).isEmpty();
        assertThat(group.admits("a", S0, 1)).isTrue();
    }

    @Test
    void aShorterTimeoutHoldsForClocksThatRun() {
        // Given
        shard(S0);
        group.join("a");
        deliver("a", S0, 1, 0);

        // When
        group.configure(new ConsumerGroupSettings(StartPosition.LATEST, Duration.ofSeconds(1), Optional.empty()));

        // Then
        assertThat(group.expire(Duration.ofSeconds(1).toNanos())).containsExactly("a");
    }

    @Test
    void lagCountsRecordsAndTimeFromTheCheckpoint() {
        Checkpoint checkpoint = new Checkpoint(S0, 11, false);
        assertThat(ShardLag.of(checkpoint, 31, OptionalLong.of(900), 1_000)).isEqualTo(new ShardLag(S0, 20, 100));
        assertThat(ShardLag.of(checkpoint, 11, OptionalLong.empty(), 1_000)).isEqualTo(new ShardLag(S0, 0, 0));
        assertThat(ShardLag.of(checkpoint, 12, OptionalLong.of(1_500), 1_000)).isEqualTo(new ShardLag(S0, 1, 0));
    }

    @Test
    void checkpointsAreReadBackAsTheyWereWritten() {
        for (Checkpoint checkpoint : List.of(new Checkpoint(S1, 17, false), new Checkpoint(S2, 18, true))) {
            assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        }
        assertThatThrownBy(() -> Checkpoint.parse("shardId-000000000001 17 x"))
                .hasMessage("not a checkpoint: shardId-000000000001 17 x");
    }

    @Test
    void aConsumerThatHangsByTheCallersClockLosesItsShardsUntilItShowsLife() {
        // Given
        shard(S0);
        group.join("a");
        group.join("b");
        deliver("a", S0, 2, 0);

        // When
        group.hangs("a", 0);

        // Then
        assertThat(group.owner(S0)).contains("b");
        assertThat(group.next(S0)).isEqualTo(1);
        assertThat(group.delivered("b", S0, 1, 0)).isEqualTo(1);
        group.acknowledged("b", S0, 1, 0);
        group.leave("b", false, 0);
        group.join("c");
        assertThat(group.owner(S0)).contains("c");
        group.leave("c", false, 0);
        group.showsLife("a");
        assertThat(group.owner(S0)).contains("a");
    }
}
