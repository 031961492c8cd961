package io.sluice.broker.runtime.install;

/** An instance is left as it is; the message is a paragraph for the operator. */
final class InstallRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    InstallRefusedException(String message) {
        super(message);
    }

    InstallRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
