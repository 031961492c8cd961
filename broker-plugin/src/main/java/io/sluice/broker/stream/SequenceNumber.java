package io.sluice.broker.stream;

import java.util.regex.Pattern;

/**
 * The name of a record, given for ever when it is stored: unique in the stream, increasing within the shard, and from a
 * shard to those that follow it after a split or merge.
 *
 * <p>As text it has {@value #DIGITS} decimal digits: a 1, the place in nineteen digits, the shard in ten. All have one
 * length, so the order of the texts, of the numbers and of the places is the same.
 *
 * @param shard the shard that has the record
 * @param place counts the records of a shard without a gap; a shard begins above the last places of its parents
 */
public record SequenceNumber(ShardId shard, long place) implements Comparable<SequenceNumber> {

    /** The place of the first record of a shard without parents. */
    public static final long FIRST_PLACE = 1;

    static final int DIGITS = 30;

    private static final int PLACE_DIGITS = 19;
    private static final int SHARD_DIGITS = DIGITS - PLACE_DIGITS - 1;
    private static final Pattern FULL = Pattern.compile("1\\d{" + (DIGITS - 1) + "}");
    private static final Pattern PLACE = Pattern.compile("\\d{1," + PLACE_DIGITS + "}");

    public SequenceNumber {
        if (place < 0) {
            throw new IllegalArgumentException("place " + place + " of a record is negative");
        }
    }

    /**
     * Reads a sequence number as a client gives it.
     *
     * @param text all digits, or only the place
     * @param expected the shard it must belong to
     * @throws IllegalArgumentException if it is no sequence number, or one of another shard
     */
    public static SequenceNumber parse(String text, ShardId expected) {
        if (PLACE.matcher(text).matches()) {
            return new SequenceNumber(expected, placeOf(text, text));
        }
        if (!FULL.matcher(text).matches()) {
            throw new IllegalArgumentException("sequence number " + text + " is not a decimal number of " + DIGITS
                    + " digits, or of up to " + PLACE_DIGITS);
        }
        long place = placeOf(text.substring(1, 1 + PLACE_DIGITS), text);
        long shard = Long.parseLong(text.substring(1 + PLACE_DIGITS));
        if (shard != expected.index()) {
            throw new IllegalArgumentException("sequence number " + text + " is not one of " + expected);
        }
        return new SequenceNumber(expected, place);
    }

    /**
     * The place within the shard, of a sequence number with all its digits.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static long placeIn(String text) {
        if (!FULL.matcher(text).matches()) {
            throw new IllegalArgumentException("sequence number " + text + " does not have " + DIGITS + " digits");
        }
        return placeOf(text.substring(1, 1 + PLACE_DIGITS), text);
    }

    private static long placeOf(String digits, String text) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("sequence number " + text + " names a place above " + Long.MAX_VALUE, e);
        }
    }

    @Override
    public int compareTo(SequenceNumber other) {
        int byPlace = Long.compare(place, other.place);
        return byPlace == 0 ? shard.compareTo(other.shard) : byPlace;
    }

    @Override
    public String toString() {
        char[] digits = new char[DIGITS];
        digits[0] = '1';
        write(shard.index(), digits, DIGITS, SHARD_DIGITS);
        write(place, digits, DIGITS - SHARD_DIGITS, PLACE_DIGITS);
        return new String(digits);
    }

    private static void write(long number, char[] digits, int end, int count) {
        long rest = number;
        for (int i = end - 1; i >= end - count; i--) {
            digits[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
