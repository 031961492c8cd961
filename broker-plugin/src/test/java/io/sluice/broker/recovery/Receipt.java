package io.sluice.broker.recovery;

import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.recovery.HistoryEvent.Settled;
import org.jspecify.annotations.Nullable;

/**
 * One receive of a message by a worker, with what the history says about its lease. Built by {@link Receipts}.
 */
final class Receipt {

    final String worker;
    final String id;
    final int count;
    final long atNanos;
    /** The lease did not start before this time. */
    final long leaseFromNanos;
    /** The delivery cannot have lain in the client's buffer while its lease ran out: it holds a lease when received. */
    final boolean sure;
    /** The worker had settled everything that it received before. */
    final boolean oldest;

    @Nullable
    Settled settled;
    /** When the worker left or the broker was killed; the largest number if neither happened. */
    long endedNanos = Long.MAX_VALUE;

    boolean leftInGoodOrder;
    /** The network ended so soon that the acknowledgement of the message before may not have arrived. */
    boolean perhapsBehindAnother;

    Receipt(HistoryEvent.Received event, long leaseFromNanos, boolean sure, boolean oldest) {
        this.worker = event.worker();
        this.id = event.id();
        this.count = event.receiveCount();
        this.atNanos = event.atNanos();
        this.leaseFromNanos = leaseFromNanos;
        this.sure = sure;
        this.oldest = oldest;
    }

    /** Until when, exclusive, nobody else may be given the message; not after the receipt if it is not sure. */
    long exclusiveUntilNanos(long leaseNanos) {
        if (!sure) {
            return atNanos;
        }
        Settled end = settled;
        long settledFrom = end == null ? Long.MAX_VALUE : end.beginNanos();
        return Math.min(leaseFromNanos + leaseNanos, Math.min(settledFrom, endedNanos));
    }

    /** Whether this receive is one that the broker must count, wherever the message is received again. */
    boolean countsForSure() {
        Settled end = settled;
        return sure
                && oldest
                && !perhapsBehindAnother
                && !leftInGoodOrder
                && (end == null || end.how() != How.RELEASED);
    }

    boolean isAcknowledgement() {
        Settled end = settled;
        return end != null && end.how() == How.ACKNOWLEDGED;
    }

    boolean has(Outcome outcome) {
        Settled end = settled;
        return end != null && end.outcome() == outcome;
    }

    boolean settledWithin(long nanos) {
        Settled end = settled;
        return end != null && end.atNanos() - leaseFromNanos < nanos;
    }

    @Override
    public String toString() {
        return worker + " received " + id + " #" + count + " at " + millis(atNanos) + (sure ? "" : ", perhaps late")
                + (oldest ? "" : ", behind another") + ", lease from " + millis(leaseFromNanos)
                + (settled == null
                        ? ""
                        : ", " + settled.how() + " " + settled.outcome() + " " + millis(settled.beginNanos()) + ".."
                                + millis(settled.atNanos()))
                + (endedNanos == Long.MAX_VALUE ? "" : ", ended " + millis(endedNanos));
    }

    static String millis(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
}
