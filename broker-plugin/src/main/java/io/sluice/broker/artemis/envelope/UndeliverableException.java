package io.sluice.broker.artemis.envelope;

/** A message can be delivered neither to an endpoint nor in an envelope; the message says why. */
public final class UndeliverableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UndeliverableException(String message) {
        super(message);
    }
}
