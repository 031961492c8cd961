package io.sluice.broker.delivery.json;

/** A text is no delivery policy; the message says why. */
public final class InvalidDeliveryPolicyException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidDeliveryPolicyException(String message) {
        super(message);
    }
}
