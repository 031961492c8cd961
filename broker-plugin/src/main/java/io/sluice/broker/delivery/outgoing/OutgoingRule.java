package io.sluice.broker.delivery.outgoing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A target that messages may be pushed to: {@code https://audit.example}, {@code http://10.1.2.3:8080}, {@code
 * https://*.hooks.example:8443}, {@code mailto:ops@example.com}, {@code mailto:*@example.com}.
 *
 * @param scheme in lower case
 * @param host name or address in lower case, perhaps with {@code *.} in front for any name below it; for mail the part
 *     behind the {@code @}
 * @param port for mail 0
 * @param mailbox the part of a mail address in front of the {@code @}, or {@code *}; empty for others
 */
public record OutgoingRule(String scheme, String host, int port, String mailbox) {

    static final String MAIL = "mailto";
    static final int NO_PORT = 0;

    private static final String ANY = "*";
    private static final String ANY_BELOW = "*.";
    private static final String STAND_IN = "any-name-below.";
    private static final int HIGHEST_PORT = 65_535;
    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

    /** The rule of this text; empty if it is none. */
    public static Optional<OutgoingRule> parse(String text) {
        if (text.regionMatches(true, 0, MAIL + ":", 0, MAIL.length() + 1)) {
            return mail(text.substring(MAIL.length() + 1));
        }
        boolean anyBelow = text.contains("://" + ANY_BELOW);
        try {
            URI uri = new URI(anyBelow ? text.replace("://" + ANY_BELOW, "://" + STAND_IN) : text);
            boolean isBare = (uri.getRawPath() == null || uri.getRawPath().isEmpty())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return isBare ? of(uri).map(rule -> anyBelow ? rule.forAnyBelow() : rule) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What a rule must be to allow exactly this target; empty for a target that cannot be allowed. */
    static Optional<OutgoingRule> of(URI target) {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        if (scheme.equals(MAIL)) {
            return mail(target.getSchemeSpecificPart()).filter(rule -> !rule.mailbox.equals(ANY));
        }
        int port = target.getPort() < 0 ? PORTS.getOrDefault(scheme, NO_PORT) : target.getPort();
        if (target.getHost() == null || target.getRawUserInfo() != null || port < 1 || port > HIGHEST_PORT) {
            return Optional.empty();
        }
        return Optional.of(new OutgoingRule(scheme, hostOf(target), port, ""));
    }

    private OutgoingRule forAnyBelow() {
        return new OutgoingRule(scheme, ANY_BELOW + host.substring(STAND_IN.length()), port, mailbox);
    }

    private static Optional<OutgoingRule> mail(String address) {
        int at = address.lastIndexOf('@');
        boolean isOne = at > 0
                && at < address.length() - 1
                && address.chars().noneMatch(c -> c <= ' ' || ",;<>?&%\"\u007f".indexOf(c) >= 0)
                && address.indexOf('@') == at;
        return isOne
                ? Optional.of(new OutgoingRule(
                        MAIL, address.substring(at + 1).toLowerCase(Locale.ROOT), NO_PORT, address.substring(0, at)))
                : Optional.empty();
    }

    /** The host of a URI as it is compared: in lower case, without the brackets of IPv6 and the dot at the end. */
    static String hostOf(URI target) {
        String host = String.valueOf(target.getHost()).toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Whether it allows what {@link #of} made of a target. */
    boolean allows(OutgoingRule target) {
        boolean sameHost = host.startsWith(ANY_BELOW)
                ? target.host.endsWith(host.substring(1)) && target.host.length() >= host.length()
                : host.equals(target.host);
        return scheme.equals(target.scheme)
                && sameHost
                && port == target.port
                && (mailbox.equals(ANY) || mailbox.equals(target.mailbox));
    }

    @Override
    public String toString() {
        String named = host.contains(":") ? "[" + host + "]" : host;
        return scheme.equals(MAIL) ? MAIL + ":" + mailbox + "@" + host : scheme + "://" + named + ":" + port;
    }
}
