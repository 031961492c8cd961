package io.sluice.broker.redrive;

/** Where a {@link MoveTask} stands; the names are those of SQS (SEMANTICS 1.7). */
public enum MoveStatus {
    RUNNING,
    CANCELLING,
    CANCELLED,
    COMPLETED,
    FAILED;

    /** Whether messages may still be moved; at most one such task per source. */
    public boolean isActive() {
        return this == RUNNING || this == CANCELLING;
    }
}
