package io.sluice.broker.delivery;

/** An endpoint cannot be used as it is configured; the message says why, for an operator. */
public final class InvalidEndpointException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidEndpointException(String message) {
        super(message);
    }
}
