package io.sluice.broker.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that belong to one shard, without a hole.
 *
 * @param first the lowest key
 * @param last the highest key, itself included
 */
public record HashKeyRange(HashKey first, HashKey last) {

    public static final HashKeyRange ALL = new HashKeyRange(HashKey.LEAST, HashKey.GREATEST);

    public HashKeyRange {
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("hash key range " + first + " to " + last + " is empty");
        }
    }

    /** All keys in this many parts of one size; the last part has what a division leaves over as well. */
    public static List<HashKeyRange> evenly(int parts) {
        if (parts < 1) {
            throw new IllegalArgumentException("hash keys cannot be divided into " + parts + " parts");
        }
        BigInteger step = HashKey.KEYS.divide(BigInteger.valueOf(parts));
        List<HashKeyRange> ranges = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            HashKey first = HashKey.of(step.multiply(BigInteger.valueOf(part)));
            HashKey last = part == parts - 1
                    ? HashKey.GREATEST
                    : HashKey.of(step.multiply(BigInteger.valueOf(part + 1L))).previous();
            ranges.add(new HashKeyRange(first, last));
        }
        return List.copyOf(ranges);
    }

    public boolean contains(HashKey key) {
        return key.compareTo(first) >= 0 && key.compareTo(last) <= 0;
    }

    /** Whether the one ends where the other begins. */
    public boolean isAdjacentTo(HashKeyRange other) {
        return endsBefore(other) || other.endsBefore(this);
    }

    private boolean endsBefore(HashKeyRange other) {
        return !last.equals(HashKey.GREATEST) && last.next().equals(other.first);
    }

    /** Whether the range can be split so that its upper part begins with this key. */
    public boolean canSplitAt(HashKey key) {
        return contains(key) && !key.equals(first);
    }

    /** The keys below this one. */
    public HashKeyRange below(HashKey key) {
        return new HashKeyRange(first, key.previous());
    }

    /** This key and those above it. */
    public HashKeyRange from(HashKey key) {
        return new HashKeyRange(key, last);
    }

    /** Both ranges as one; they must be adjacent. */
    public HashKeyRange with(HashKeyRange other) {
        if (!isAdjacentTo(other)) {
            throw new IllegalArgumentException("hash key ranges " + this + " and " + other + " are not adjacent");
        }
        return first.compareTo(other.first) < 0
                ? new HashKeyRange(first, other.last)
                : new HashKeyRange(other.first, last);
    }

    /** How many keys the range has. */
    public BigInteger size() {
        return last.value().subtract(first.value()).add(BigInteger.ONE);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
