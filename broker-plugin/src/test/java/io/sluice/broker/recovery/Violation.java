package io.sluice.broker.recovery;

/**
 * A promise of the broker that a history shows broken.
 *
 * @param rule which promise
 * @param subject the message, or the worker
 * @param detail the events that show it
 */
record Violation(Rule rule, String subject, String detail) {

    /** The promises; see {@link HistoryChecker}. */
    enum Rule {
        CONFIRMED_MESSAGE_LOST,
        UNKNOWN_MESSAGE,
        RECEIVED_AFTER_ACKNOWLEDGEMENT,
        TWO_LEASES_AT_ONCE,
        COUNT_TOO_LOW,
        COUNT_TOO_HIGH,
        RECEIVED_TOO_OFTEN,
        DEAD_TOO_EARLY,
        DEAD_TWICE,
        DEAD_THOUGH_ACKNOWLEDGED,
        DEAD_LETTER_WITHOUT_ORIGIN,
        REFUSED_IN_TIME,
        CONNECTION_BROKEN
    }
}
