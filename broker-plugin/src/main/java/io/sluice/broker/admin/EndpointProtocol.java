package io.sluice.broker.admin;

import java.net.URI;
import java.util.Optional;

/** The fields {@code Protocol} and {@code Endpoint} of SNS, and the URI that stands for them in the broker. */
final class EndpointProtocol {

    private static final String MAIL = "email";
    private static final String MAIL_SCHEME = "mailto";

    private EndpointProtocol() {}

    /** The scheme of the endpoints of a protocol. */
    static String schemeOf(String protocol) {
        return protocol.equals(MAIL) ? MAIL_SCHEME : protocol;
    }

    /** The URI of an endpoint; empty if it is not one of this protocol. */
    static Optional<URI> uri(String protocol, String endpoint) {
        String scheme = schemeOf(protocol) + ":";
        boolean isUrl = protocol.equals("http") || protocol.equals("https");
        try {
            if (endpoint.startsWith(scheme)) {
                return Optional.of(URI.create(endpoint));
            }
            return isUrl ? Optional.empty() : Optional.of(URI.create(scheme + endpoint));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String protocolOf(URI endpoint) {
        String scheme = endpoint.getScheme();
        return scheme.equals(MAIL_SCHEME) ? MAIL : scheme;
    }

    /** The endpoint as a request writes it. */
    static String shown(URI endpoint) {
        String protocol = protocolOf(endpoint);
        return protocol.startsWith("http") ? endpoint.toString() : endpoint.getSchemeSpecificPart();
    }

    /** Whether an endpoint gets mail, in the one form that belongs to its protocol. */
    static boolean isMail(URI endpoint) {
        return protocolOf(endpoint).startsWith(MAIL);
    }
}
