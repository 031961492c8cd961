package io.sluice.broker.runtime.stream;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A shard as the broker's answer describes it.
 *
 * @param ending the sequence number of its last record; empty while it is open
 */
record ShardLine(
        String id, List<String> parents, BigInteger first, BigInteger last, String starting, Optional<String> ending) {

    private static final BigInteger KEYS = BigInteger.ONE.shiftLeft(128);
    private static final int PERCENT_DIGITS = 1;

    /** The members {@code Shards} of an answer, or of its description of a stream. */
    static List<ShardLine> of(Members body) {
        return body.objects("Shards").stream().map(ShardLine::one).toList();
    }

    private static ShardLine one(Members shard) {
        Members range = shard.object("HashKeyRange");
        Members numbers = shard.object("SequenceNumberRange");
        return new ShardLine(
                shard.text("ShardId"),
                Stream.of("ParentShardId", "AdjacentParentShardId")
                        .map(shard::text)
                        .filter(parent -> !parent.isEmpty())
                        .toList(),
                new BigInteger(range.text("StartingHashKey")),
                new BigInteger(range.text("EndingHashKey")),
                numbers.text("StartingSequenceNumber"),
                Optional.of(numbers.text("EndingSequenceNumber")).filter(number -> !number.isEmpty()));
    }

    boolean isOpen() {
        return ending.isEmpty();
    }

    /** The lowest key of the upper half. */
    BigInteger middle() {
        return first.add(last).add(BigInteger.ONE).shiftRight(1);
    }

    /** The part of all keys that it has, as in {@code 25.0-50.0 %}. */
    String part() {
        return percent(first) + "-" + percent(last.add(BigInteger.ONE)) + " %";
    }

    private static BigDecimal percent(BigInteger key) {
        return new BigDecimal(key)
                .multiply(BigDecimal.valueOf(100))
                .divide(new BigDecimal(KEYS), PERCENT_DIGITS, RoundingMode.HALF_UP);
    }

    String state() {
        return isOpen() ? "open" : "closed";
    }

    String parentsOrNone() {
        return parents.isEmpty() ? "-" : String.join(" ", parents);
    }
}
