package io.sluice.broker.message;

/**
 * A size in bytes.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final long KIBIBYTE = 1024;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    public static ByteSize ofKibibytes(long kibibytes) {
        return new ByteSize(Math.multiplyExact(kibibytes, KIBIBYTE));
    }

    public static ByteSize ofMebibytes(long mebibytes) {
        return ofKibibytes(Math.multiplyExact(mebibytes, KIBIBYTE));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The size in the largest unit that holds it without a remainder, as {@code sluice.yaml} writes it: {@code 1MiB}. */
    @Override
    public String toString() {
        if (bytes >= KIBIBYTE * KIBIBYTE && bytes % (KIBIBYTE * KIBIBYTE) == 0) {
            return bytes / (KIBIBYTE * KIBIBYTE) + "MiB";
        }
        if (bytes >= KIBIBYTE && bytes % KIBIBYTE == 0) {
            return bytes / KIBIBYTE + "KiB";
        }
        return bytes + "B";
    }
}
