package io.sluice.broker.fifo;

/** Within what a deduplication id is unique (SEMANTICS 2.2). */
public enum DeduplicationScope {
    /** The same id in another group of the queue is a duplicate. */
    QUEUE,
    /** Each group of the queue has ids of its own. */
    MESSAGE_GROUP
}
