package io.sluice.broker.stream.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.OnDemandScaling.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Capacity that follows the traffic, as SEMANTICS 4.5 has it. */
class OnDemandScalingTest {

    private static final ShardId FIRST = new ShardId(0);
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int MEBIBYTE = 1024 * 1024;

    private final ShardMap map = ShardMap.create(4, Instant.EPOCH);
    private final OnDemandScaling scaling = new OnDemandScaling();

    /** Puts so many bytes per second for whole minutes, in ten records a second. */
    private void traffic(ShardId shard, long perSecond, long fromMillis, long minutes, LongFunction<HashKey> keys) {
        long record = perSecond / 10;
        for (long tenth = 0; tenth < minutes * 600; tenth++) {
            long millis = fromMillis + tenth * 100;
            assertThat(scaling.tryPut(shard, keys.apply(tenth), record, millis * 1_000_000, millis))
                    .as("at %d ms", millis)
                    .isZero();
        }
    }

    private static HashKey spreadIn(Shard shard, long number) {
        HashKey key = HashKey.spread(number);
        for (long next = number; !shard.range().contains(key); next += 1_000_003) {
            key = HashKey.spread(next);
        }
        return key;
    }

    @Test
    void aNewStreamTakesFourMebibytesPerSecond() {
        assertThat(scaling.bytesPerSecond(0)).isEqualTo(4.0 * MEBIBYTE);
        assertThat(scaling.tryPut(FIRST, HashKey.LEAST, 4 * MEBIBYTE, 0, 0)).isZero();
        assertThat(scaling.tryPut(FIRST, HashKey.LEAST, 1, 0, 0)).isPositive();
    }

    @Test
    void takesTwiceThePeakWhenThatIsAQuarterOfAnHourOld() {
        // Given
        traffic(FIRST, 3_600_000, 0, 1, HashKey::spread);

        // When
        double before = scaling.bytesPerSecond(16 * MINUTE - 1);
        double after = scaling.bytesPerSecond(16 * MINUTE);

        // Then
        assertThat(before).isEqualTo(4.0 * MEBIBYTE);
        assertThat(after).isEqualTo(7_200_000.0);
    }

    @Test
    void forgetsAPeakAfterThirtyDays() {
        // Given
        traffic(FIRST, 3_600_000, 0, 1, HashKey::spread);

        // When
        double before = scaling.bytesPerSecond(31 * DAY - 1);
        double after = scaling.bytesPerSecond(31 * DAY);

        // Then
        assertThat(before).isEqualTo(7_200_000.0);
        assertThat(after).isEqualTo(4.0 * MEBIBYTE);
    }

    @Test
    void splitsAShardWithMoreThanHalfAMegabytePerSecondInTheMiddleOfItsTraffic() {
        // Given
        Shard shard = map.open().get(1);
        traffic(shard.id(), 500_010, 0, 1, number -> spreadIn(shard, number));

        // When
        List<Split> early = scaling.splits(map, MINUTE - 1);
        List<Split> splits = scaling.splits(map, MINUTE);

        // Then
        assertThat(early).isEmpty();
        assertThat(splits).extracting(Split::shard).containsExactly(shard.id());
        HashKey at = splits.get(0).at();
        double share = at.value().subtract(shard.range().first().value()).doubleValue()
                / shard.range().size().doubleValue();
        assertThat(share).isBetween(0.3, 0.7);
        assertThat(scaling.splits(map, MINUTE)).isEmpty();
    }

    @Test
    void leavesAShardAloneThatGetsHalfAMegabytePerSecond() {
        traffic(FIRST, 500_000, 0, 1, number -> spreadIn(map.open().get(0), number));
        assertThat(scaling.splits(map, MINUTE)).isEmpty();
    }

    @Test
    void doesNotSplitForOneHotKey() {
        traffic(FIRST, 3_000_000, 0, 2, number -> HashKey.explicit("12345"));
        assertThat(scaling.splits(map, 2 * MINUTE)).isEmpty();
    }

    @Test
    void separatesTwoHotKeys() {
        // Given
        HashKey low = HashKey.explicit("12345");
        HashKey high = HashKey.explicit("12346");

        // When
        traffic(FIRST, 3_000_000, 0, 2, number -> number % 7 < 3 ? low : high);

        // Then
        assertThat(scaling.splits(map, 2 * MINUTE)).containsExactly(new Split(FIRST, high));
    }

    @Test
    void forgetsAPeakOfAShardAfterAQuarterOfAnHour() {
        // Given
        traffic(FIRST, 3_000_000, 0, 1, number -> spreadIn(map.open().get(0), number));

        // When
        List<Split> late = scaling.splits(map, 16 * MINUTE);

        // Then
        assertThat(late).isEmpty();
    }

    @Test
    void stillSplitsForAPeakOfFifteenMinutesAgo() {
        traffic(FIRST, 3_000_000, 0, 1, number -> spreadIn(map.open().get(0), number));
        assertThat(scaling.splits(map, 16 * MINUTE - 1)).hasSize(1);
    }

    @Test
    void doesNotTakeTheTrafficOfAnHourForThatOfAMinuteWhenTheClockWasPutBack() {
        // Given
        long hour = 60 * MINUTE;
        Shard first = map.find(FIRST).orElseThrow();
        scaling.note(FIRST, spreadIn(first, 0), 1, hour);

        // When
        for (long minute = 0; minute < 60; minute++) {
            for (int record = 0; record < 10; record++) {
                scaling.note(FIRST, spreadIn(first, 10 * minute + record), MEBIBYTE, minute * MINUTE);
            }
        }

        // Then
        assertThat(scaling.splits(map, hour + MINUTE)).isEmpty();
        assertThat(scaling.bytesPerSecond(hour + 16 * MINUTE)).isEqualTo(4.0 * MEBIBYTE);
    }

    @Test
    void countsWhatItMustTake() {
        // Given
        Shard first = map.find(FIRST).orElseThrow();

        // When
        for (int record = 0; record < 40; record++) {
            scaling.note(FIRST, spreadIn(first, record), MEBIBYTE, 0);
        }

        // Then
        assertThat(scaling.splits(map, MINUTE)).extracting(Split::shard).containsExactly(FIRST);
    }

    @Test
    void takesAMebibytePerSecondForEachShardWithoutRememberingAnyPeak() {
        // When
        scaling.openShards(4);
        double ofFour = scaling.bytesPerSecond(0);
        scaling.openShards(5);
        double ofFive = scaling.bytesPerSecond(0);

        // Then
        assertThat(ofFour).isEqualTo(4.0 * MEBIBYTE);
        assertThat(ofFive).isEqualTo(5.0 * MEBIBYTE);
        long second = 1_000_000_000;
        assertThat(scaling.tryPut(FIRST, HashKey.LEAST, 1, 0, 0)).isZero();
        assertThat(scaling.tryPut(FIRST, HashKey.LEAST, 5 * MEBIBYTE, second, 1_000))
                .isZero();
        assertThat(scaling.tryPut(FIRST, HashKey.LEAST, 1, second, 1_000)).isPositive();
    }
}
