package io.sluice.broker.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and ranges as SEMANTICS 4.1 has them. */
class HashKeyTest {

    private static final String GREATEST = "340282366920938463463374607431768211455";

    @ParameterizedTest
    @CsvSource({
        "a, 0cc175b9c0f1b6a831c399e269772661",
        "message digest, f96b697d7cb7938d525a2f31aaf161d0",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890,"
                + " 57edf4a22be3c955ac49da2e2107b67a"
    })
    void hashKeyIsTheMd5OfTheKey(String key, String md5) {
        assertThat(new PartitionKey(key).hashKey().value()).isEqualTo(new BigInteger(md5, 16));
    }

    @Test
    void aKeyOutsideAsciiIsHashedInUtf8() throws Exception {
        // Given
        byte[] digest = MessageDigest.getInstance("MD5").digest("größe😀".getBytes(StandardCharsets.UTF_8));

        // When
        HashKey hashKey = new PartitionKey("größe😀").hashKey();

        // Then
        assertThat(hashKey.value()).isEqualTo(new BigInteger(1, digest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "18446744073709551615", "18446744073709551616", GREATEST})
    void explicitKeysAreReadAndShownInDecimal(String decimal) {
        assertThat(HashKey.explicit(decimal)).hasToString(decimal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "01", "1.0", "0x10", "340282366920938463463374607431768211456", "abc"})
    void otherTextsAreNoExplicitKeys(String text) {
        assertThatThrownBy(() -> HashKey.explicit(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("explicit hash key " + text + " is not a decimal number from 0 to " + GREATEST);
    }

    @Test
    void keysAreOrderedAsUnsignedNumbers() {
        List<String> ascending = List.of(
                "0",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "170141183460469231731687303715884105727",
                "170141183460469231731687303715884105728",
                GREATEST);
        assertThat(ascending.stream().map(HashKey::explicit).sorted().map(HashKey::toString))
                .isEqualTo(ascending);
    }

    @Test
    void neighboursAreOneApart() {
        HashKey key = HashKey.explicit("18446744073709551615");
        assertThat(key.next()).hasToString("18446744073709551616");
        assertThat(key.next().previous()).isEqualTo(key);
        assertThatThrownBy(HashKey.GREATEST::next).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(HashKey.LEAST::previous).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recordsWithoutAKeySpreadEvenly() {
        // Given
        List<HashKeyRange> ranges = HashKeyRange.evenly(16);
        int[] counts = new int[16];

        // When
        for (long number = 0; number < 16_000; number++) {
            HashKey key = HashKey.spread(number);
            counts[
                    IntStream.range(0, 16)
                            .filter(i -> ranges.get(i).contains(key))
                            .findFirst()
                            .orElseThrow()]++;
        }

        // Then
        assertThat(IntStream.of(counts).boxed()).allMatch(count -> count > 850 && count < 1_150);
        assertThat(HashKey.spread(5)).isEqualTo(HashKey.spread(5)).isNotEqualTo(HashKey.spread(6));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 340282366920938463463374607431768211455, 0, 340282366920938463463374607431768211455",
        "2, 0, 170141183460469231731687303715884105727, 170141183460469231731687303715884105728,"
                + " 340282366920938463463374607431768211455",
        "3, 0, 113427455640312821154458202477256070484, 226854911280625642308916404954512140970,"
                + " 340282366920938463463374607431768211455",
        "4, 0, 85070591730234615865843651857942052863, 255211775190703847597530955573826158592,"
                + " 340282366920938463463374607431768211455"
    })
    void anEvenSplitHasStepsOfOneSizeAndEndsAtTheLastKey(
            int parts, String first, String firstEnd, String lastStart, String lastEnd) {
        List<HashKeyRange> ranges = HashKeyRange.evenly(parts);
        assertThat(ranges).hasSize(parts);
        assertThat(ranges.get(0)).hasToString(first + "-" + firstEnd);
        assertThat(ranges.get(parts - 1)).hasToString(lastStart + "-" + lastEnd);
        for (int i = 1; i < parts; i++) {
            assertThat(ranges.get(i).first()).isEqualTo(ranges.get(i - 1).last().next());
        }
    }

    @Test
    void aRangeIsSplitAboveItsFirstKeyAndUpToItsLast() {
        // Given
        HashKeyRange range = new HashKeyRange(HashKey.explicit("10"), HashKey.explicit("20"));

        // When Then
        assertThat(range.canSplitAt(HashKey.explicit("10"))).isFalse();
        assertThat(range.canSplitAt(HashKey.explicit("11"))).isTrue();
        assertThat(range.canSplitAt(HashKey.explicit("20"))).isTrue();
        assertThat(range.canSplitAt(HashKey.explicit("21"))).isFalse();
        assertThat(range.below(HashKey.explicit("11"))).hasToString("10-10");
        assertThat(range.from(HashKey.explicit("11"))).hasToString("11-20");
    }

    @Test
    void rangesAreJoinedIfTheyAreAdjacent() {
        // Given
        HashKeyRange low = new HashKeyRange(HashKey.explicit("0"), HashKey.explicit("9"));
        HashKeyRange middle = new HashKeyRange(HashKey.explicit("10"), HashKey.explicit("20"));
        HashKeyRange high = new HashKeyRange(HashKey.explicit("22"), HashKey.GREATEST);

        // When Then
        assertThat(low.with(middle)).isEqualTo(middle.with(low)).hasToString("0-20");
        assertThat(middle.isAdjacentTo(high)).isFalse();
        assertThat(high.isAdjacentTo(low)).isFalse();
        assertThatThrownBy(() -> middle.with(high)).hasMessageContaining("are not adjacent");
    }

    @Test
    void aPartitionKeyHasOneTo256Characters() {
        assertThat(new PartitionKey("x").value()).isEqualTo("x");
        assertThat(new PartitionKey("😀".repeat(256)).utf8()).hasSize(1024);
        assertThatThrownBy(() -> new PartitionKey(""))
                .hasMessage("partition key has 0 characters; 1 to 256 are allowed");
        assertThatThrownBy(() -> new PartitionKey("😀".repeat(257)))
                .hasMessage("partition key has 257 characters; 1 to 256 are allowed");
    }
}
