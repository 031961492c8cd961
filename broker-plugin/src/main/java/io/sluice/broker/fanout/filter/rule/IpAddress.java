package io.sluice.broker.fanout.filter.rule;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads IP addresses, version 4 and 6, from their usual notations. Never asks a name server, which is why the JDK's own reader is
 * not used.
 */
final class IpAddress {

    private static final int V6_GROUPS = 8;
    private static final Pattern DOT = Pattern.compile("\\.");
    private static final Pattern COLON = Pattern.compile(":");

    private IpAddress() {}

    /** The 4 or 16 bytes of an address; null if the text is none. */
    static byte @Nullable [] parse(String text) {
        if (text.length() > 45 || text.length() < 2) {
            return null;
        }
        return text.indexOf(':') >= 0 ? version6(text) : version4(text);
    }

    private static byte @Nullable [] version4(String text) {
        String[] parts = DOT.split(text, -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int number = number(parts[i], 3, 10, 255);
            if (number < 0) {
                return null;
            }
            address[i] = (byte) number;
        }
        return address;
    }

    private static byte @Nullable [] version6(String text) {
        String groups = withoutDottedTail(text);
        if (groups == null) {
            return null;
        }
        int gap = groups.indexOf("::");
        if (gap < 0) {
            List<String> all = groups(groups);
            return all.size() == V6_GROUPS ? bytes(all, List.of()) : null;
        }
        if (groups.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        List<String> left = groups(groups.substring(0, gap));
        List<String> right = groups(groups.substring(gap + 2));
        return left.size() + right.size() >= V6_GROUPS ? null : bytes(left, right);
    }

    /** An IPv4 address at the end, as in {@code ::ffff:10.0.0.1}, written as two groups. */
    private static @Nullable String withoutDottedTail(String text) {
        if (text.indexOf('.') < 0) {
            return text;
        }
        int start = text.lastIndexOf(':') + 1;
        byte[] tail = version4(text.substring(start));
        if (tail == null) {
            return null;
        }
        return text.substring(0, start)
                + Integer.toHexString((tail[0] & 0xff) << 8 | (tail[1] & 0xff))
                + ':'
                + Integer.toHexString((tail[2] & 0xff) << 8 | (tail[3] & 0xff));
    }

    private static List<String> groups(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(COLON.split(text, -1));
    }

    private static byte @Nullable [] bytes(List<String> left, List<String> right) {
        byte[] address = new byte[2 * V6_GROUPS];
        return put(left, address, 0) && put(right, address, V6_GROUPS - right.size()) ? address : null;
    }

    private static boolean put(List<String> groups, byte[] address, int at) {
        for (int i = 0; i < groups.size(); i++) {
            int number = number(groups.get(i), 4, 16, 0xffff);
            if (number < 0) {
                return false;
            }
            address[2 * (at + i)] = (byte) (number >> 8);
            address[2 * (at + i) + 1] = (byte) number;
        }
        return true;
    }

    private static int number(String text, int longest, int radix, int largest) {
        if (text.isEmpty() || text.length() > longest) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            number = number * radix + digit;
        }
        return number <= largest ? number : -1;
    }
}
