package io.sluice.broker.artemis.stream.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.MemoryStore;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.activemq.artemis.core.filter.impl.FilterImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where reading begins in shard 2, which has records 1 to 20; record n arrived n seconds after 1970 began. */
class ShardPositionTest {

    private static final int RECORDS = 20;

    private ShardLog log;

    @BeforeEach
    void fill() throws Exception {
        log = ShardLog.open(
                new MemoryStore(), "telemetry", new ShardId(2), 1, SegmentLimits.DEFAULT, SegmentListener.NONE);
        for (int number = 1; number <= RECORDS; number++) {
            log.append(
                    new NewRecord(number * 1_000L, number, Optional.empty(), ByteBuffer.allocate(8)), RECORDS * 1_000L);
        }
        log.sync();
    }

    @AfterEach
    void close() throws Exception {
        log.close();
    }

    private long position(String selector) throws Exception {
        return ShardPosition.of(FilterImpl.createFilter(selector), log);
    }

    @Test
    void withoutAPositionItIsTheNextRecordThatIsPut() throws Exception {
        assertThat(ShardPosition.of(null, log)).isEqualTo(RECORDS + 1);
        assertThat(position("colour = 'red'")).isEqualTo(RECORDS + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sluice_sequence_number > 0 | 1",
                "sluice_sequence_number >= 0 | 1",
                "sluice_sequence_number > 12 | 13",
                "sluice_sequence_number >= 12 | 12",
                "sluice_sequence_number = 12 | 12",
                "sluice_sequence_number = '12' | 12",
                "sluice_sequence_number between 12 and 14 | 12",
                "sluice_sequence_number >= 12 AND colour = 'red' | 12",
                "colour = 'red' AND (sluice_sequence_number >= 12) | 12",
                "sluice_sequence_number > 3 AND sluice_sequence_number > 12 | 13",
                "sluice_sequence_number > 20 | 21",
                "sluice_sequence_number > 25 | 26",
                "sluice_sequence_number = 100000000000000000120000000002 | 12",
                "sluice_sequence_number = '100000000000000000120000000002' | 12",
                "sluice_sequence_number > 100000000000000000120000000002 | 13",
            })
    void aSequenceNumberIsFoundByItself(String selector, long place) throws Exception {
        assertThat(position(selector)).isEqualTo(place);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sluice_arrival_timestamp >= 12000 | 12",
                "sluice_arrival_timestamp >= 12001 | 13",
                "sluice_arrival_timestamp >= 11999 | 12",
                "sluice_arrival_timestamp = 12000 | 12",
                "sluice_arrival_timestamp >= 20001 | 21",
                "sluice_arrival_timestamp >= 12000 AND sluice_sequence_number > 14 | 15",
                "sluice_arrival_timestamp >= 12000 AND sluice_sequence_number > 4 | 12",
            })
    void aTimeIsThatOfTheFirstRecordThatArrivedThenOrLater(String selector, long place) throws Exception {
        assertThat(position(selector)).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice_sequence_number > 12 OR colour = 'red'",
                "NOT (sluice_sequence_number > 12)",
                "sluice_sequence_number NOT BETWEEN 12 AND 14",
                "sluice_sequence_number < 12",
                "sluice_sequence_number <= 12",
                "sluice_sequence_number <> 12",
                "sluice_sequence_number IN ('12', '14')",
                "sluice_sequence_number > -1",
                "sluice_sequence_number > 14 - 12",
                "24 - sluice_sequence_number > 12",
                "note = ' AND sluice_sequence_number > 12 AND ' AND sluice_sequence_number < 5",
            })
    void whatIsNoLowerBoundIsReadFromTheOldestRecord(String selector) throws Exception {
        assertThat(position(selector)).isEqualTo(1);
    }

    @Test
    void aWordInATextIsNoAlternative() throws Exception {
        assertThat(position("sluice_sequence_number > 12 AND note = 'this or not that'"))
                .isEqualTo(13);
    }

    @Test
    void behindTheGreatestNumberThereIsNothing() throws Exception {
        assertThat(position("sluice_sequence_number >= 9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(position("sluice_sequence_number > 9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(position("sluice_sequence_number > 9223372036854775806")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice_sequence_number > 9223372036854775808",
                "sluice_sequence_number > 100000000000000000120000000003",
                "sluice_sequence_number > 200000000000000000120000000002",
                "sluice_sequence_number > 10000000000000000012000000000",
            })
    void whatIsNoSequenceNumberOfTheShardIsRefused(String selector) {
        assertThatThrownBy(() -> position(selector))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sequence number ");
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThatThrownBy(() -> position("sluice_arrival_timestamp >= 9223372036854775808"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sluice_arrival_timestamp 9223372036854775808");
    }
}
