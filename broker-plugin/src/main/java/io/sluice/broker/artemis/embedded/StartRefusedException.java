package io.sluice.broker.artemis.embedded;

/** The broker cannot start; the message is one paragraph that tells an operator why and what to do. */
public final class StartRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    public StartRefusedException(String reason) {
        super(reason);
    }

    public StartRefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
