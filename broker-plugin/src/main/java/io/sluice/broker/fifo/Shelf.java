package io.sluice.broker.fifo;

/**
 * Where the waiting messages of a queue stand: on offer, in an order that every consumer walks through once, or parked,
 * where no consumer walks.
 *
 * @param <M> a waiting message
 */
public interface Shelf<M> {

    /** Puts a message behind all others on offer, wherever it stood before. */
    void offer(M message);

    /** Puts a message behind all others that are parked, wherever it stood before. */
    void park(M message);

    /** Puts a message in front of all others that are parked, wherever it stood before. */
    void parkInFront(M message);
}
