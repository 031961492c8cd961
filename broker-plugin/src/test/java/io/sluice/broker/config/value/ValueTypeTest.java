package io.sluice.broker.config.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fifo.GroupLimit;
import io.sluice.broker.message.ByteSize;
import io.sluice.broker.visibility.InFlightLimit;
import io.sluice.broker.visibility.LeaseStart;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ValueTypeTest {

    private final DurationRange durations = DurationRange.between("0s", "14d");

    @ParameterizedTest
    @CsvSource({"0ms, 0s", "1500ms, 1s500ms", "90m, 1h30m", "24h, 1d", "1d2h3m4s5ms, 1d2h3m4s5ms", "007s, 7s"})
    void aDurationIsWrittenInItsLargestUnits(String text, String formatted) {
        assertThat(durations.format(valueOf(durations, text))).isEqualTo(formatted);
    }

    @Test
    void whatADurationRangeWritesItReadsBack() {
        // Given
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Duration duration =
                    Duration.ofMillis(random.nextLong(Duration.ofDays(14).toMillis() + 1));

            // When
            Duration read = valueOf(durations, durations.format(duration));

            // Then
            assertThat(read).as("seed %d", seed).isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @CsvSource({"1024B, 1KiB", "1536B, 1536B", "1024KiB, 1MiB", "1025KiB, 1025KiB"})
    void aSizeIsWrittenInItsLargestWholeUnit(String text, String formatted) {
        // Given
        SizeRange sizes = SizeRange.between(new ByteSize(0), ByteSize.ofMebibytes(2));

        // When
        ByteSize size = valueOf(sizes, text);

        // Then
        assertThat(sizes.format(size)).isEqualTo(formatted);
        assertThat(valueOf(sizes, formatted)).isEqualTo(size);
    }

    @ParameterizedTest
    @EnumSource
    void eachLeaseStartIsReadBack(LeaseStart start) {
        assertThat(valueOf(new LeaseStartChoice(), new LeaseStartChoice().format(start)))
                .isEqualTo(start);
    }

    @ParameterizedTest
    @CsvSource({"auto", "unlimited", "1", "1000000"})
    void eachInFlightLimitIsReadBack(String text) {
        // When
        InFlightLimit limit = valueOf(new InFlightChoice(), text);

        // Then
        assertThat(new InFlightChoice().format(limit)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"auto", "1", "1000"})
    void eachLimitOfAGroupIsReadBack(String text) {
        // When
        GroupLimit limit = valueOf(new GroupLimitChoice(), text);

        // Then
        assertThat(new GroupLimitChoice().format(limit)).isEqualTo(text);
    }

    private static <T> T valueOf(ValueType<T> type, String text) {
        Parsed<T> parsed = type.parse(new ScalarText(text, text.matches("\\d+")));
        assertThat(parsed).as(text).isInstanceOf(Parsed.Accepted.class);
        return ((Parsed.Accepted<T>) parsed).value();
    }
}
