package io.sluice.broker.stream;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * A point of the space of 2<sup>128</sup> keys that the shards of a stream divide among themselves; an unsigned number.
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record HashKey(long high, long low) implements Comparable<HashKey> {

    public static final HashKey LEAST = new HashKey(0, 0);
    public static final HashKey GREATEST = new HashKey(-1, -1);

    static final BigInteger KEYS = BigInteger.ONE.shiftLeft(128);

    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,38}");
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Never given anything; looking one up for each record took more than the hash itself. */
    private static final MessageDigest MD5 = newMd5();

    /** @throws IllegalArgumentException if the number is outside 0 to 2<sup>128</sup> - 1 */
    public static HashKey of(BigInteger number) {
        if (number.signum() < 0 || number.compareTo(KEYS) >= 0) {
            throw new IllegalArgumentException("hash key " + number + " is outside 0 to " + GREATEST);
        }
        return new HashKey(number.shiftRight(64).longValue(), number.longValue());
    }

    /**
     * The key that a producer gives instead of the one that follows from the partition key.
     *
     * @param decimal without sign and leading zeros
     * @throws IllegalArgumentException if it is not a decimal number from 0 to 2<sup>128</sup> - 1
     */
    public static HashKey explicit(String decimal) {
        if (!DECIMAL.matcher(decimal).matches() || new BigInteger(decimal).compareTo(KEYS) >= 0) {
            throw new IllegalArgumentException(
                    "explicit hash key " + decimal + " is not a decimal number from 0 to " + GREATEST);
        }
        return of(new BigInteger(decimal));
    }

    /** The MD5 of these bytes. */
    static HashKey md5(byte[] bytes) {
        ByteBuffer hash = ByteBuffer.wrap(unusedMd5().digest(bytes));
        return new HashKey(hash.getLong(), hash.getLong());
    }

    private static MessageDigest unusedMd5() {
        try {
            return (MessageDigest) MD5.clone();
        } catch (CloneNotSupportedException e) {
            return newMd5();
        }
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no MD5", e);
        }
    }

    /** A key for a record that has none: consecutive numbers spread evenly, the same number leads to the same key. */
    public static HashKey spread(long number) {
        return new HashKey(mixed(number), mixed(number + GOLDEN));
    }

    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    public BigInteger value() {
        return unsigned(high).shiftLeft(64).or(unsigned(low));
    }

    private static BigInteger unsigned(long bits) {
        return BigInteger.valueOf(bits).mod(BigInteger.ONE.shiftLeft(64));
    }

    /** The key after this one; there is none after {@link #GREATEST}. */
    public HashKey next() {
        return of(value().add(BigInteger.ONE));
    }

    /** The key before this one; there is none before {@link #LEAST}. */
    public HashKey previous() {
        return of(value().subtract(BigInteger.ONE));
    }

    @Override
    public int compareTo(HashKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh == 0 ? Long.compareUnsigned(low, other.low) : byHigh;
    }

    /** The number in decimal digits. */
    @Override
    public String toString() {
        return value().toString();
    }
}
