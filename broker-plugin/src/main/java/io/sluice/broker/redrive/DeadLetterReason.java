package io.sluice.broker.redrive;

/** Why a message is in a dead-letter queue; the value of property {@code sluice_dead_letter_reason} (CONTRACT 5). */
public enum DeadLetterReason {
    /** It was received as often as its queue allows. */
    MAX_RECEIVE_COUNT_EXCEEDED("MaxReceiveCountExceeded"),
    /** A consumer refused it for good. */
    REJECTED("Rejected"),
    /** Its time to live or the retention of its queue passed. */
    EXPIRED("Expired"),
    /** Its endpoint failed as often as the delivery policy allows. */
    DELIVERY_FAILED("DeliveryFailed"),
    /** Its endpoint does not want it, or no endpoint can have it. */
    DELIVERY_REFUSED("DeliveryRefused"),
    /** An operator sent it there. */
    MOVED_BY_OPERATOR("MovedByOperator"),
    /** A topic published it, and the subscribed queue had no room for it. */
    QUEUE_FULL("QueueFull"),
    /** A topic published it, and the subscribed queue did not exist. */
    QUEUE_DOES_NOT_EXIST("QueueDoesNotExist"),
    /** A topic published it, and the subscribed queue refused it, for its size for example. */
    REFUSED_BY_QUEUE("RefusedByQueue");

    private final String propertyValue;

    DeadLetterReason(String propertyValue) {
        this.propertyValue = propertyValue;
    }

    public String propertyValue() {
        return propertyValue;
    }
}
