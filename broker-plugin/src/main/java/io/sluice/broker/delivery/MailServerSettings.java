package io.sluice.broker.delivery;

import io.sluice.broker.message.Secret;
import java.util.Optional;

/**
 * The mail server that takes outgoing mail.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param tls how the connection is protected
 * @param from sender of all mail
 * @param user login; empty for none
 * @param password of the login
 */
public record MailServerSettings(
        String host, int port, TlsMode tls, String from, Optional<String> user, Optional<Secret> password) {

    public static final int SUBMISSION_PORT = 587;
    public static final int HIGHEST_PORT = 65_535;

    public MailServerSettings {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("port is " + port + "; allowed is 1 to " + HIGHEST_PORT);
        }
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("user and password belong together");
        }
        if (user.isPresent() && tls == TlsMode.NONE) {
            throw new IllegalArgumentException("a password is only sent over TLS; set tls to required or implicit");
        }
    }

    /** How a connection to a mail server is protected. */
    public enum TlsMode {
        /** Plain text; only without a login. */
        NONE,
        /** STARTTLS, and no mail without it. */
        REQUIRED,
        /** TLS from the first byte, as on port 465. */
        IMPLICIT
    }
}
