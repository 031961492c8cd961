package io.sluice.broker.delivery.outgoing;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Decides where the broker may connect to for an endpoint. What is not listed is refused, and the list is empty by default.
 *
 * <p>A listed name is not enough: whoever controls its DNS entry could have it lead into the own network. So each address that
 * the name has now must be public, or be listed itself. A caller connects to one of the addresses that it was given and to no
 * other, because a second look at the name might find something else; where it cannot choose the address, TLS must show that the
 * host has the name. Immutable, thread-safe if the resolver is.
 */
public final class OutgoingAllowList {

    private static final List<AddressRangeRule> LOOPBACK = AddressRangeRule.all("127.0.0.0/8", "::1/128");
    private static final String LOCALHOST = "localhost";

    private final List<OutgoingRule> targets;
    private final List<AddressRangeRule> addresses;
    private final NameResolver resolver;

    /** @param addresses of the own network that a listed name may lead to */
    public OutgoingAllowList(List<OutgoingRule> targets, List<AddressRangeRule> addresses, NameResolver resolver) {
        this.targets = List.copyOf(targets);
        this.addresses = List.copyOf(addresses);
        this.resolver = resolver;
    }

    /** The answer for one target. */
    public sealed interface Verdict {

        /** Connect to one of these. */
        record Allowed(List<InetAddress> addresses) implements Verdict {}

        /** Do not connect. @param why for the log of the operator */
        record Refused(String why) implements Verdict {}
    }

    /** Whether a target is listed; its addresses are not looked up. Also for mail addresses. */
    public boolean lists(URI target) {
        return ruleFor(target).isPresent();
    }

    private Optional<OutgoingRule> ruleFor(URI target) {
        return OutgoingRule.of(target)
                .flatMap(wanted ->
                        targets.stream().filter(rule -> rule.allows(wanted)).findFirst());
    }

    /** Looks up a target. May wait for the network, so not under a lock. */
    public Verdict check(URI target) {
        Optional<OutgoingRule> rule = ruleFor(target);
        if (rule.isEmpty()) {
            return new Verdict.Refused("it is not among endpoints.allow");
        }
        String host = OutgoingRule.hostOf(target);
        try {
            List<InetAddress> found = resolver.resolve(host);
            for (InetAddress address : found) {
                if (!AddressClasses.isPublic(address) && !isListed(rule.get(), address)) {
                    return new Verdict.Refused(host + " leads to " + address.getHostAddress()
                            + ", which is not a public address and not among endpoints.allowAddresses");
                }
            }
            return found.isEmpty()
                    ? new Verdict.Refused(host + " has no address")
                    : new Verdict.Allowed(List.copyOf(found));
        } catch (UnknownHostException e) {
            return new Verdict.Refused(host + " cannot be resolved");
        }
    }

    /** Also if the operator has listed it as the host itself, in digits or as localhost. */
    private boolean isListed(OutgoingRule rule, InetAddress address) {
        boolean isHost = AddressRangeRule.isAddress(rule.host())
                && AddressRangeRule.parse(rule.host())
                        .filter(host -> host.contains(address))
                        .isPresent();
        boolean isLocalhost =
                rule.host().equals(LOCALHOST) && LOOPBACK.stream().anyMatch(range -> range.contains(address));
        return isHost || isLocalhost || addresses.stream().anyMatch(range -> range.contains(address));
    }
}
