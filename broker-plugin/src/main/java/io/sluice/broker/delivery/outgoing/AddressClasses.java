package io.sluice.broker.delivery.outgoing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses that are not of the public network: the own machine, the own network, the link with its metadata service,
 * groups, and what is reserved. Addresses of IPv6 that carry one of IPv4 are judged by that one too, unless where it leads is a matter of
 * the own network's translator or of a tunnel: such are not public.
 */
final class AddressClasses {

    private static final List<AddressRangeRule> NOT_PUBLIC = AddressRangeRule.all(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "::1/128",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/32",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");

    private static final List<AddressRangeRule> CARRIES_IPV4_AT_THE_END =
            AddressRangeRule.all("::/96", "::ffff:0:0:0/96", "64:ff9b::/96");
    private static final List<AddressRangeRule> CARRIES_IPV4_AFTER_TWO_BYTES = AddressRangeRule.all("2002::/16");
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private AddressClasses() {}

    static boolean isPublic(InetAddress address) {
        if (isIn(NOT_PUBLIC, address)) {
            return false;
        }
        if (!(address instanceof Inet6Address)) {
            return true;
        }
        if (isIn(CARRIES_IPV4_AT_THE_END, address)) {
            return isPublic(carried(address, IPV6_BYTES - IPV4_BYTES));
        }
        return !isIn(CARRIES_IPV4_AFTER_TWO_BYTES, address) || isPublic(carried(address, 2));
    }

    private static boolean isIn(List<AddressRangeRule> ranges, InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private static InetAddress carried(InetAddress address, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), from, from + IPV4_BYTES));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
