package io.sluice.broker.artemis.delivery;

/** A message can be delivered to no endpoint; the message says why. */
final class UndeliverableException extends Exception {

    private static final long serialVersionUID = 1L;

    UndeliverableException(String message) {
        super(message);
    }
}
