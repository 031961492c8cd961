package io.sluice.broker.fifo;

/** Whether a consumer may be given a waiting message. */
public enum Admission {
    /** It is the next of its group, and the group is free or belongs to this consumer. */
    GRANTED,
    /** Others of its group come first, or another consumer has some of them; it is offered again when that changes. */
    NOT_NOW,
    /** It is not on offer to anybody. */
    PARKED
}
