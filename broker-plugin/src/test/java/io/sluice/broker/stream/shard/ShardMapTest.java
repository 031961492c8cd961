package io.sluice.broker.stream.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Resharding.Done;
import io.sluice.broker.stream.shard.Resharding.Reason;
import io.sluice.broker.stream.shard.Resharding.Refused;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits, merges and lineage as SEMANTICS 4.4 has them. */
class ShardMapTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final HashKey MIDDLE = HashKey.explicit("170141183460469231731687303715884105728");

    private static ShardId id(int index) {
        return new ShardId(index);
    }

    /** The last place of shard n is 100 times n plus 10. */
    private static long lastPlace(ShardId shard) {
        return 100L * shard.index() + 10;
    }

    private static ShardMap done(Resharding resharding) {
        assertThat(resharding).isInstanceOf(Done.class);
        return ((Done) resharding).map();
    }

    private static ShardMap split(ShardMap map, int shard, HashKey at) {
        return done(map.split(id(shard), at, ShardMapTest::lastPlace, NOW));
    }

    /** Fails unless every key has exactly one open shard. */
    private static void covers(ShardMap map) {
        List<HashKeyRange> ranges = map.open().stream()
                .map(Shard::range)
                .sorted(Comparator.comparing(HashKeyRange::first))
                .toList();
        assertThat(ranges.get(0).first()).isEqualTo(HashKey.LEAST);
        assertThat(ranges.get(ranges.size() - 1).last()).isEqualTo(HashKey.GREATEST);
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).first()).isEqualTo(ranges.get(i - 1).last().next());
        }
    }

    @Test
    void aNewStreamHasOpenShardsOfOneSize() {
        ShardMap map = ShardMap.create(4, NOW);
        assertThat(map.open()).extracting(Shard::id).containsExactly(id(0), id(1), id(2), id(3));
        assertThat(map.open()).extracting(Shard::firstPlace).containsOnly(1L);
        covers(map);
    }

    @Test
    void aRecordGoesToTheShardThatHasTheMd5OfItsKey() {
        ShardMap map = ShardMap.create(7, NOW);
        for (int i = 0; i < 1_000; i++) {
            HashKey key = new PartitionKey("truck-" + i).hashKey();
            assertThat(map.route(key).range().contains(key)).isTrue();
        }
        assertThat(map.route(HashKey.LEAST).id()).isEqualTo(id(0));
        assertThat(map.route(HashKey.GREATEST).id()).isEqualTo(id(6));
    }

    @Test
    void aSplitClosesTheParentAndOpensTwoChildrenAboveItsLastRecord() {
        // Given
        ShardMap map = ShardMap.create(1, NOW);

        // When
        ShardMap split = split(map, 0, MIDDLE);

        // Then
        assertThat(split.shards())
                .containsExactly(
                        new Shard(id(0), HashKeyRange.ALL, List.of(), 1, OptionalLong.of(10), NOW),
                        new Shard(id(1), HashKeyRange.ALL.below(MIDDLE), List.of(id(0)), 11, OptionalLong.empty(), NOW),
                        new Shard(id(2), HashKeyRange.ALL.from(MIDDLE), List.of(id(0)), 11, OptionalLong.empty(), NOW));
        assertThat(split.children(id(0))).extracting(Shard::id).containsExactly(id(1), id(2));
        covers(split);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false",
        "1, true",
        "170141183460469231731687303715884105727, true",
        "170141183460469231731687303715884105728, false"
    })
    void aShardIsSplitAboveItsFirstKeyAndUpToItsLast(String at, boolean isDone) {
        Resharding split = ShardMap.create(2, NOW).split(id(0), HashKey.explicit(at), ShardMapTest::lastPlace, NOW);
        assertThat(split instanceof Done).isEqualTo(isDone);
        if (split instanceof Refused refused) {
            assertThat(refused.reason().code()).isEqualTo("InvalidArgumentException");
            assertThat(refused.message())
                    .isEqualTo("NewStartingHashKey " + at
                            + " must be above 0 and not above 170141183460469231731687303715884105727");
        }
    }

    @Test
    void aMergeOfAdjacentShardsHasBothAsParentsAndBeginsAboveBoth() {
        // Given
        ShardMap map = ShardMap.create(3, NOW);

        // When
        ShardMap merged = done(map.merge(id(2), id(1), ShardMapTest::lastPlace, NOW));

        // Then
        Shard child = merged.find(id(3)).orElseThrow();
        assertThat(child.parents()).containsExactly(id(2), id(1));
        assertThat(child.firstPlace()).isEqualTo(211);
        assertThat(merged.open()).extracting(Shard::id).containsExactly(id(0), id(3));
        covers(merged);
    }

    @Test
    void refusesWhatCannotBeSplitOrMerged() {
        ShardMap map = split(ShardMap.create(3, NOW), 0, HashKey.explicit("5"));
        assertThat(map.split(id(9), MIDDLE, ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.NO_SUCH_SHARD, "there is no shardId-000000000009"));
        assertThat(map.split(id(0), HashKey.explicit("7"), ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.INVALID_ARGUMENT, "shardId-000000000000 is closed and cannot be split"));
        assertThat(map.merge(id(1), id(0), ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.INVALID_ARGUMENT, "shardId-000000000000 is closed and cannot be merged"));
        assertThat(map.merge(id(1), id(3), ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(
                        Reason.INVALID_ARGUMENT,
                        "the hash keys of shardId-000000000001 and shardId-000000000003 are not adjacent"));
        assertThat(map.merge(id(1), id(8), ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.NO_SUCH_SHARD, "there is no shardId-000000000008"));
    }

    @ParameterizedTest
    @CsvSource({"4, 8", "4, 2", "4, 5", "5, 3", "3, 6", "7, 4", "1, 2", "10, 20", "6, 6"})
    void anUpdateOfTheCountGivesShardsOfOneSize(int from, int to) {
        // Given
        ShardMap map = ShardMap.create(from, NOW);

        // When
        ShardMap updated = done(map.updateCount(to, ShardMapTest::lastPlace, NOW));

        // Then
        assertThat(updated.open()).extracting(Shard::range).isEqualTo(HashKeyRange.evenly(to));
        covers(updated);
        updated.open().stream()
                .filter(shard -> !shard.parents().isEmpty())
                .forEach(shard -> shard.parents()
                        .forEach(parent -> assertThat(shard.firstPlace())
                                .isGreaterThan(updated.find(parent)
                                        .orElseThrow()
                                        .lastPlace()
                                        .orElseThrow())));
    }

    @Test
    void anUpdateOfTheCountEvensShardsOfDifferentSizes() {
        ShardMap map = split(split(ShardMap.create(2, NOW), 0, HashKey.explicit("5")), 1, HashKey.GREATEST);
        ShardMap updated = done(map.updateCount(4, ShardMapTest::lastPlace, NOW));
        assertThat(updated.open()).extracting(Shard::range).isEqualTo(HashKeyRange.evenly(4));
    }

    @ParameterizedTest
    @CsvSource({"5, 10, true", "5, 11, false", "5, 3, true", "5, 2, false", "4, 2, true", "4, 1, false", "1, 0, false"})
    void theCountMayBeDoubledOrHalvedAtMost(int from, int to, boolean isDone) {
        Resharding update = ShardMap.create(from, NOW).updateCount(to, ShardMapTest::lastPlace, NOW);
        assertThat(update instanceof Done).isEqualTo(isDone);
    }

    @Test
    void theCountMayBeUpdatedTenTimesWithinADay() {
        // Given
        ShardMap map = ShardMap.create(2, NOW);
        for (int i = 0; i < 10; i++) {
            map = done(map.updateCount(i % 2 == 0 ? 4 : 2, ShardMapTest::lastPlace, NOW.plusSeconds(i)));
        }

        // When
        Instant nextDay = NOW.plus(Duration.ofHours(24));
        Resharding early = map.updateCount(4, ShardMapTest::lastPlace, nextDay.minusMillis(1));
        Resharding inTime = map.updateCount(4, ShardMapTest::lastPlace, nextDay);

        // Then
        assertThat(early)
                .isEqualTo(new Refused(
                        Reason.LIMIT_EXCEEDED,
                        "the number of shards was updated 10 times within 24 h; the next time is possible at "
                                + nextDay));
        assertThat(inTime).isInstanceOf(Done.class);
    }

    @Test
    void aShardNumberIsNeverUsedAgain() {
        // Given
        ShardMap map = split(ShardMap.create(1, NOW), 0, MIDDLE);
        ShardMap forgotten = map.without(List.of(id(0)));

        // When
        ShardMap merged = done(forgotten.merge(id(1), id(2), ShardMapTest::lastPlace, NOW))
                .without(List.of(id(1), id(2)));

        // Then
        assertThat(merged.open()).extracting(Shard::id).containsExactly(id(3));
        assertThat(split(merged, 3, MIDDLE).open()).extracting(Shard::id).containsExactly(id(4), id(5));
        assertThatThrownBy(() -> merged.without(List.of(id(3)))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aStreamHasAtMostTenThousandOpenShards() {
        // Given
        ShardMap full = ShardMap.create(10_000, NOW);
        HashKey at = full.open().get(5).range().first().next();

        // When Then
        assertThat(full.split(id(5), at, ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.LIMIT_EXCEEDED, "a stream has at most 10000 open shards"));
        assertThat(ShardMap.create(5_001, NOW).updateCount(10_001, ShardMapTest::lastPlace, NOW))
                .isEqualTo(new Refused(Reason.LIMIT_EXCEEDED, "TargetShardCount 10001 is outside 1 to 10000"));
    }

    @Test
    void isReadBackAsItWasWritten() {
        // Given
        ShardMap map = done(ShardMap.create(3, NOW).updateCount(5, ShardMapTest::lastPlace, NOW));

        // When
        ShardMap read = ShardMapText.read(ShardMapText.write(map));

        // Then
        assertThat(read).isEqualTo(map).hasSameHashCodeAs(map);
        assertThat(ShardMapText.read(ShardMapText.write(ShardMap.create(2, NOW))))
                .isEqualTo(ShardMap.create(2, NOW))
                .isNotEqualTo(map);
    }

    @Test
    void aTextOfTheFirstVersionIsRead() {
        // Given
        String text = """
                shards 1 next 3 updates 1768867200000
                0 0 170141183460469231731687303715884105727 first 1 last 17 created 1768867200000 parents
                1 170141183460469231731687303715884105728 340282366920938463463374607431768211455 first 1 last - created 1768867200000 parents
                2 0 170141183460469231731687303715884105727 first 18 last - created 1768867200000 parents 0""";

        // When
        ShardMap read = ShardMapText.read(text);

        // Then
        assertThat(read.shards()).hasSize(3);
        assertThat(read.open()).extracting(shard -> shard.id().index()).containsExactly(2, 1);
        assertThat(ShardMapText.read(ShardMapText.write(read))).isEqualTo(read);
    }

    @Test
    void aTextOfTheFirstVersionThatWasCutOffIsRefused() {
        // Given
        String text = """
                shards 1 next 2 updates
                0 0 170141183460469231731687303715884105727 first 1 last - created 1768867200000 parents""";

        // When Then
        assertThatThrownBy(() -> ShardMapText.read(text)).hasMessageEndingWith("its open shards do not have all keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "shards 3 next 1",
                "shards 2 next 1",
                "shards 2 next 1 updates\nchecksum 00000000",
                "shards 1 next x updates",
                "shards 1 next 1 updates",
                "shards 1 next 1 updates\n0 0 5 first",
                "shards 1 next 1 updates\n0 0 5 first 1 last - created 0 parents"
            })
    void anotherTextIsRefused(String text) {
        assertThatThrownBy(() -> ShardMapText.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not the shards of a stream");
    }

    @Test
    void theSizesOfAllRangesAddUpToAllKeys() {
        ShardMap map = done(ShardMap.create(9, NOW).updateCount(11, ShardMapTest::lastPlace, NOW));
        BigInteger sum =
                map.open().stream().map(shard -> shard.range().size()).reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(sum).isEqualTo(BigInteger.ONE.shiftLeft(128));
    }
}
