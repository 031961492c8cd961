package io.sluice.broker.stream.group;

/** What an acknowledgement means. */
public enum Settlement {
    /** The consumer had the record. */
    PROCESSED,
    /** The record had come back and waits for the next consumer, who need not get it any more. */
    PROCESSED_LATE,
    /** Somebody else has the record, or it is settled, or the group has been sent elsewhere meanwhile. */
    IGNORED
}
