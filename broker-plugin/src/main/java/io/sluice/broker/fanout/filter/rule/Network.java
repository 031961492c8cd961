package io.sluice.broker.fanout.filter.rule;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A range of IP addresses in CIDR notation, of version 4 or 6: all addresses that begin with the same bits. */
public final class Network {

    private final byte[] first;
    private final int bits;

    private Network(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * Reads {@code address/bits}. Bits of the address beyond those given are ignored.
     *
     * @throws IllegalArgumentException whose message says what is wrong
     */
    public static Network parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || cidr.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("Malformed CIDR, one '/' required");
        }
        int bits = bits(cidr.substring(slash + 1));
        byte[] address = IpAddress.parse(cidr.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("Nonstandard IP address: " + cidr.substring(0, slash));
        }
        if (bits > 8 * address.length) {
            throw new IllegalArgumentException(
                    "IPv" + (address.length == 4 ? 4 : 6) + " mask bits must be <= " + 8 * address.length);
        }
        return new Network(masked(address, bits), bits);
    }

    private static int bits(String text) {
        try {
            int bits = Integer.parseInt(text);
            if (bits < 0) {
                throw new IllegalArgumentException("Malformed CIDR, mask bits must not be negative");
            }
            return bits;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Malformed CIDR, mask bits must be an integer", e);
        }
    }

    /** How many leading bits the addresses share, with which version of IP; the same for networks of the same size. */
    public int size() {
        return first.length << 8 | bits;
    }

    /** The network of this {@link #size()} that an address is in; null if the text is no address of that version. */
    public static @Nullable Network around(String address, int size) {
        byte[] parsed = IpAddress.parse(address);
        if (parsed == null || parsed.length != size >> 8) {
            return null;
        }
        return new Network(masked(parsed, size & 0xff), size & 0xff);
    }

    /** Whether the text is an address of this network. */
    boolean contains(String address) {
        return equals(around(address, size()));
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.max(0, Math.min(8, bits - 8 * i));
            masked[i] &= (byte) (0xff00 >> kept);
        }
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Network network && bits == network.bits && Arrays.equals(first, network.first);
    }

    @Override
    public int hashCode() {
        return 31 * ByteBuffer.wrap(first).hashCode() + bits;
    }

    @Override
    public String toString() {
        return Arrays.toString(first) + "/" + bits;
    }
}
