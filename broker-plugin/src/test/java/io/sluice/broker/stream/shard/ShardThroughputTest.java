package io.sluice.broker.stream.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of a shard as SEMANTICS 4.2 has them. */
class ShardThroughputTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int KIBIBYTE = 1024;
    private static final int MEBIBYTE = 1024 * KIBIBYTE;

    private final ShardThroughput shard = new ShardThroughput();

    @Test
    void takesAThousandRecordsInASecondAndNotOneMore() {
        // Given
        for (int i = 0; i < 1_000; i++) {
            assertThat(shard.tryPut(10, 1, 0)).isZero();
        }

        // When
        long wait = shard.tryPut(10, 1, 0);

        // Then
        assertThat(wait).isEqualTo(SECOND / 1_000);
        assertThat(shard.tryPut(10, 1, wait - 1)).isPositive();
        assertThat(shard.tryPut(10, 1, wait)).isZero();
    }

    @Test
    void takesAMebibyteInASecondAndNotOneByteMore() {
        // Given
        assertThat(shard.tryPut(MEBIBYTE, 1, 0)).isZero();

        // When
        long wait = shard.tryPut(1, 1, 0);

        // Then
        assertThat(wait).isPositive().isLessThan(2_000);
        assertThat(shard.tryPut(MEBIBYTE / 2, 1, SECOND / 2 - 1)).isPositive();
        assertThat(shard.tryPut(MEBIBYTE / 2, 1, SECOND / 2)).isZero();
    }

    @Test
    void whatWasNotUsedWithinASecondIsLost() {
        assertThat(shard.tryPut(MEBIBYTE, 1, 60 * SECOND)).isZero();
        assertThat(shard.tryPut(MEBIBYTE, 1, 60 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void takesALargeRecordWhenASecondIsUnusedAndMakesUpForIt() {
        // Given
        assertThat(shard.tryPut(1, 1, 0)).isZero();
        assertThat(shard.tryPut(10 * MEBIBYTE, 1, 0)).isPositive();

        // When
        long taken = shard.tryPut(10 * MEBIBYTE, 1, SECOND);

        // Then
        assertThat(taken).isZero();
        assertThat(shard.tryPut(1, 1, 10 * SECOND)).isPositive();
        assertThat(shard.tryPut(1, 1, 10 * SECOND + 2_000)).isZero();
    }

    @Test
    void aBatchIsTakenWholeOrNotAtAll() {
        // Given
        assertThat(shard.tryPut(600 * KIBIBYTE, 500, 0)).isZero();

        // When
        long refused = shard.tryPut(600 * KIBIBYTE, 10, 0);

        // Then
        assertThat(refused).isPositive();
        assertThat(shard.tryPut(400 * KIBIBYTE, 500, 0)).isZero();
    }

    @Test
    void givesTwoMebibytesInASecondToReadersWithoutAGroup() {
        assertThat(shard.nanosUntilRead(0)).isZero();
        shard.read(3 * MEBIBYTE, 0);
        assertThat(shard.nanosUntilRead(0)).isBetween(SECOND / 2, SECOND / 2 + 1_000);
        assertThat(shard.nanosUntilRead(SECOND / 2 + 1_000)).isZero();
        assertThat(shard.tryPut(MEBIBYTE, 1, 0)).isZero();
    }

    @Test
    void givesMoreUntilTheLastByteOfTwoMebibytesIsUsed() {
        // Given
        shard.read(2 * MEBIBYTE - 1, 0);
        assertThat(shard.nanosUntilRead(0)).isZero();

        // When
        shard.read(1, 0);

        // Then
        long wait = shard.nanosUntilRead(0);
        assertThat(wait).isBetween(SECOND / (2 * MEBIBYTE), SECOND / (2 * MEBIBYTE) + 1);
        assertThat(shard.nanosUntilRead(wait - 1)).isPositive();
        assertThat(shard.nanosUntilRead(wait)).isZero();
    }

    @Test
    void takesFiveRequestsForRecordsInASecondAndNotOneMore() {
        // Given
        for (int i = 0; i < 5; i++) {
            assertThat(shard.tryCall(0)).isZero();
        }

        // When
        long wait = shard.tryCall(0);

        // Then
        assertThat(wait).isEqualTo(SECOND / 5);
        assertThat(shard.tryCall(wait - 1_000)).isBetween(900L, 1_100L);
        assertThat(shard.tryCall(wait)).isZero();
        assertThat(shard.tryCall(wait)).isEqualTo(SECOND / 5);
    }

    @Test
    void aRequestThatIsRefusedForItsBytesIsNotCounted() {
        // Given
        shard.read(4 * MEBIBYTE, 0);
        for (int i = 0; i < 10; i++) {
            assertThat(shard.tryCall(0)).isPositive();
        }

        // When Then
        for (int i = 0; i < 5; i++) {
            assertThat(shard.tryCall(2 * SECOND)).isZero();
        }
        assertThat(shard.tryCall(2 * SECOND)).isPositive();
    }

    @Test
    void readersThatDoNotAskButAreGivenRecordsCountInBytesOnly() {
        // Given
        for (int i = 0; i < 100; i++) {
            shard.read(1, 0);
        }

        // When Then
        assertThat(shard.nanosUntilRead(0)).isZero();
        assertThat(shard.tryCall(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -500_000_000, Long.MAX_VALUE - 500_000_000})
    void theClockMayBeginAnywhereAndOverflow(long start) {
        assertThat(shard.tryPut(MEBIBYTE, 1, start)).isZero();
        assertThat(shard.tryPut(MEBIBYTE, 1, start + SECOND - 1)).isPositive();
        assertThat(shard.tryPut(MEBIBYTE, 1, start + SECOND)).isZero();
    }
}
