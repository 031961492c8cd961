package io.sluice.broker.artemis.client;

/** The broker could not be asked; the message is a sentence for the user. */
public final class ControlException extends Exception {

    private static final long serialVersionUID = 1L;

    ControlException(String message, Throwable cause) {
        super(message, cause);
    }

    ControlException(String message) {
        super(message);
    }
}
