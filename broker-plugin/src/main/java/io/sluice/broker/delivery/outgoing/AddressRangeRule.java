package io.sluice.broker.delivery.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, such as {@code 10.1.0.0/16}, {@code fd00::/8} or {@code 127.0.0.1}.
 *
 * @param address the first address
 * @param prefix bits that the addresses of the range have in common
 */
public record AddressRangeRule(InetAddress address, int prefix) {

    private static final Pattern RANGE = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/([0-9]{1,3}))?");
    private static final Pattern IPV4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

    /** The range of this text; empty if it is none. Names are not resolved. */
    public static Optional<AddressRangeRule> parse(String text) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches() || !isAddress(matcher.group(1))) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(matcher.group(1));
            int bits = address.getAddress().length * Byte.SIZE;
            int prefix = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
            return prefix > bits ? Optional.empty() : Optional.of(new AddressRangeRule(address, prefix));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether a text is an address in digits and no name, so that to look it up asks nobody. */
    static boolean isAddress(String text) {
        return IPV4.matcher(text).matches() || text.contains(":");
    }

    boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] theirs = other.getAddress();
        if (own.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 1 << Byte.SIZE - 1 - bit % Byte.SIZE;
            if (((own[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The ranges of these texts, for constants. */
    static List<AddressRangeRule> all(String... texts) {
        List<AddressRangeRule> ranges = new ArrayList<>();
        for (String text : texts) {
            ranges.add(parse(text).orElseThrow());
        }
        return List.copyOf(ranges);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
