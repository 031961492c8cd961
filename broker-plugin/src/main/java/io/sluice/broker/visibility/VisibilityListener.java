package io.sluice.broker.visibility;

/**
 * Facts about leases, for metrics and logs. Called on broker threads, outside any lock of the leases; an implementation
 * must be quick and must not throw.
 */
public interface VisibilityListener {

    /** Ignores everything. */
    VisibilityListener NONE = new VisibilityListener() {};

    /** Leases of one consumer ran out: so many receives count, so many messages came back from a prefetch buffer. */
    default void leasesExpired(String queue, int counted, int uncounted) {}

    /** A settlement came after its lease had run out. */
    default void settledLate(String queue, LateOutcome outcome) {}

    /** A transaction was rolled back because a lease in it had run out. */
    default void transactionRolledBack(String queue) {}

    /** A consumer stands at a fixed cap without settling anything while messages wait. */
    default void consumerStandsAtCap(String queue, String consumer, int cap) {}

    /** What became of a late settlement. */
    enum LateOutcome {
        /** Nobody else had received the message: it is deleted, as the consumer asked. */
        HONOURED,
        /** Somebody else has the message or had it: the settlement is ignored. */
        IGNORED,
        /** It came inside a transaction: the transaction will be rolled back. */
        TRANSACTION_FAILED
    }
}
