package io.sluice.broker.fanout.envelope;

/** A message that says it has a body for each protocol does not; the message is that of SNS. */
public final class InvalidMessageStructureException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidMessageStructureException(String message) {
        super(message);
    }
}
