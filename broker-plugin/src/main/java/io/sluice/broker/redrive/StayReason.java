package io.sluice.broker.redrive;

/** Why a message that a {@link MoveTask} looked at stays in the dead-letter queue. */
public enum StayReason {
    /** The queue that it came from does not exist any more. */
    SOURCE_GONE("SourceGone"),
    /** It does not say where it came from: nobody dead-lettered it. */
    SOURCE_UNKNOWN("SourceUnknown"),
    /** It came from the queue that it is in. */
    LOOP("Loop"),
    /** The user who started the task may not send to the queue that it came from. */
    ACCESS_DENIED("AccessDenied"),
    /** The broker could not store it at its destination; the log says why. */
    REFUSED("Refused");

    private final String label;

    StayReason(String label) {
        this.label = label;
    }

    /** The reason as operators see it. */
    public String label() {
        return label;
    }
}
