package io.sluice.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of shards and records, and positions. */
class SequenceNumberTest {

    private static final ShardId SHARD = new ShardId(2);

    @ParameterizedTest
    @CsvSource({"0, shardId-000000000000", "17, shardId-000000000017", "2147483647, shardId-002147483647"})
    void aShardIsNamedByTwelveDigits(int index, String name) {
        assertThat(new ShardId(index)).hasToString(name).isEqualTo(ShardId.parse(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "shardId-0", "shardId-00000000000x", "shardId-002147483648", "shardid-000000000001"})
    void otherTextsAreNoShards(String text) {
        assertThatThrownBy(() -> ShardId.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shard " + text + " is not the name of a shard, such as shardId-000000000000");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 1, 100000000000000000010000000002",
        "0, 0, 100000000000000000000000000000",
        "2147483647, 9223372036854775807, 192233720368547758072147483647"
    })
    void aSequenceNumberHasThirtyDigitsAndIsReadBack(int shard, long place, String text) {
        SequenceNumber number = new SequenceNumber(new ShardId(shard), place);
        assertThat(number).hasToString(text);
        assertThat(SequenceNumber.parse(text, new ShardId(shard))).isEqualTo(number);
    }

    @Test
    void textsNumbersAndPlacesHaveOneOrder() {
        // Given
        List<SequenceNumber> ascending = List.of(
                new SequenceNumber(new ShardId(9), 1),
                new SequenceNumber(new ShardId(1), 2),
                new SequenceNumber(new ShardId(2), 2),
                new SequenceNumber(new ShardId(0), 10),
                new SequenceNumber(new ShardId(0), 11));

        // When Then
        assertThat(ascending).isSorted();
        assertThat(ascending.stream().map(SequenceNumber::toString)).isSorted();
        assertThat(ascending.stream().map(number -> new BigInteger(number.toString())))
                .isSorted();
    }

    @Test
    void aPlaceAloneIsANumberOfTheShardThatIsMeant() {
        assertThat(SequenceNumber.parse("42", SHARD)).isEqualTo(new SequenceNumber(SHARD, 42));
    }

    @Test
    void refusesWhatIsNoNumberOfTheShard() {
        assertThatThrownBy(() -> SequenceNumber.parse("100000000000000000010000000003", SHARD))
                .hasMessage("sequence number 100000000000000000010000000003 is not one of shardId-000000000002");
        assertThatThrownBy(() -> SequenceNumber.parse("-1", SHARD))
                .hasMessage("sequence number -1 is not a decimal number of 30 digits, or of up to 19");
        assertThatThrownBy(() -> SequenceNumber.parse("9223372036854775808", SHARD))
                .hasMessage("sequence number 9223372036854775808 names a place above 9223372036854775807");
    }

    @Test
    void readsThePositionsThatNeedNoFurtherValue() {
        assertThat(StartPosition.parse("TRIM_HORIZON")).isEqualTo(StartPosition.TRIM_HORIZON);
        assertThat(StartPosition.parse("LATEST")).isEqualTo(StartPosition.LATEST);
        assertThatThrownBy(() -> StartPosition.parse("latest"))
                .hasMessage("startPosition latest is not TRIM_HORIZON or LATEST");
    }
}
