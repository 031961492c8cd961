package io.sluice.broker.visibility;

import org.jspecify.annotations.Nullable;

/**
 * One delivery of one message to one consumer, and the right that goes with it.
 *
 * <p>A lease is {@link State#OFFERED} first and {@link State#HELD} from delivery on. It ends exactly once, as {@link State#SETTLED} (the consumer
 * acknowledged, returned or lost the message) or as {@link State#EXPIRED} (its time ran out first); in between it may be
 * {@link State#IN_TRANSACTION}, acknowledged inside a transaction that is still open. A redelivery is a new lease.
 *
 * <p>The broker adapter extends this class by its message reference, so that a delivery costs one object. Not
 * thread-safe; only {@link ConsumerLeases} changes it.
 */
public abstract class Lease {

    /** Where a lease stands. */
    public enum State {
        /** Offered to the consumer, which may still refuse the message. */
        OFFERED,
        /** The consumer may settle the message. */
        HELD,
        /** Acknowledged inside a transaction of the client that has not ended. */
        IN_TRANSACTION,
        /** Settled, returned or lost; nothing can happen to it any more. */
        SETTLED,
        /** Its visibility timeout passed; a settlement that arrives now is late. */
        EXPIRED
    }

    @Nullable
    Lease previous;

    @Nullable
    Lease next;

    @Nullable
    Object transaction;

    long grantedAtNanos;
    volatile State state = State.OFFERED;
    boolean linked;
    boolean started;

    /** Where this lease stands; may be read by any thread. */
    public final State state() {
        return state;
    }

    /** Whether the consumer still has the right to settle the message, inside a transaction or not. */
    public final boolean isLive() {
        State now = state;
        return now == State.HELD || now == State.IN_TRANSACTION;
    }

    /** Whether the message has been the oldest unsettled one of its consumer, so that its application may have begun. */
    public final boolean hasStarted() {
        return started;
    }

    /** A client that rolled back, or recovered, works on the message anew. @return false if the lease had ended before */
    final boolean reopen() {
        if (!isLive()) {
            return false;
        }
        state = State.HELD;
        transaction = null;
        return true;
    }

    /**
     * Ends a lease that was never granted, because the client had the message acknowledged on delivery.
     *
     * @return false if the lease was granted
     */
    protected final boolean settleBeforeGrant() {
        if (state != State.OFFERED) {
            return false;
        }
        state = State.SETTLED;
        return true;
    }

    /** A late settlement has used up this delivery: its consumer can no longer be given the message back. */
    protected final void settleAfterExpiry() {
        if (state == State.EXPIRED) {
            state = State.SETTLED;
        }
    }

    /** Monotonic time of the delivery, in nanoseconds; of the adoption after one. */
    public final long grantedAtNanos() {
        return grantedAtNanos;
    }
}
