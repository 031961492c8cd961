package io.sluice.broker.delivery;

import java.util.Optional;

/** Takes the tokens that owners of endpoints send back. Thread-safe. */
public interface ConfirmationDesk {

    /**
     * Confirms the subscription of this topic to which the token was sent; harmless if it was confirmed before with the same
     * token.
     *
     * @return the ARN of the subscription; empty if no subscription waits for this token, or it is too old
     */
    Optional<String> confirm(String topicArn, String token);
}
