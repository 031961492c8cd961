package io.sluice.broker.delivery;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the owner of an endpoint has agreed to get messages (SEMANTICS 3.3). Immutable.
 *
 * @param endpoint what it is about; a changed endpoint must be confirmed again
 * @param token what the owner must send back; only the endpoint has been told
 * @param issuedAt when the token was made
 * @param isConfirmed whether it came back
 */
public record Confirmation(String endpoint, String token, Instant issuedAt, boolean isConfirmed) {

    /** How long a token is good for. */
    public static final Duration VALIDITY = Duration.ofDays(2);

    /** A new token that waits to come back. */
    public static Confirmation begin(String endpoint, String token, Instant now) {
        return new Confirmation(endpoint, token, now, false);
    }

    /** The state after the token came back. */
    public Confirmation confirmed() {
        return new Confirmation(endpoint, token, issuedAt, true);
    }

    /** Whether the token is too old to be accepted for the first time. */
    public boolean isExpired(Instant now) {
        return !isConfirmed && !now.isBefore(issuedAt.plus(VALIDITY));
    }

    @Override
    public String toString() {
        return "Confirmation[endpoint=" + endpoint + ", issuedAt=" + issuedAt + ", isConfirmed=" + isConfirmed + "]";
    }
}
