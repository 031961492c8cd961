package io.sluice.broker.visibility;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one consumer of one queue, oldest delivery first.
 *
 * <h2>The clock</h2>
 *
 * A client that prefetches holds messages that its application has not seen. So, by default, only the oldest unsettled
 * message has a clock ({@link LeaseStart#OLDEST_UNSETTLED}): it starts when the message becomes the oldest. When it runs
 * out, the oldest message returns and counts, and all behind it return without counting, because the consumer is stuck
 * and they are stuck with it. If a younger message was settled since that clock began, the consumer is at work and has
 * only left this one: it returns alone. With {@link LeaseStart#DELIVERY} every message has a clock of its own, and so
 * has a message whose timeout the application {@link #change changed}.
 *
 * <h2>Cost</h2>
 *
 * Granting and settling are a few field writes in a linked list; there is no timer per message. The caller keeps at most
 * one timer per consumer, set to {@link #nextDeadline()}, and re-arms it when it fires early. Deadlines that the
 * application changed are kept in {@link ChangedDeadlines}, which is empty otherwise.
 *
 * <p>Not thread-safe. All times are readings of one monotonic clock in nanoseconds, compared by difference.
 */
public final class ConsumerLeases {

    private final InFlightCap cap;
    private final ChangedDeadlines changed = new ChangedDeadlines();
    private LeaseStart leaseStart;
    private long timeoutNanos;

    private @Nullable Lease oldest;
    private @Nullable Lease youngest;
    private @Nullable Lease newlyStarted;
    private int inFlight;
    private long oldestSinceNanos;
    private long lastSettledNanos;
    private boolean youngerSettled;
    private boolean frozen;

    public ConsumerLeases(VisibilitySettings settings, long nowNanos) {
        cap = new InFlightCap(settings.maxInFlightPerConsumer(), nowNanos);
        leaseStart = settings.leaseStart();
        timeoutNanos = settings.leaseDuration().toNanos();
        lastSettledNanos = nowNanos;
    }

    /** Applies new settings: to running clocks too, counted from the same start. */
    public void configure(VisibilitySettings settings) {
        cap.limitTo(settings.maxInFlightPerConsumer());
        leaseStart = settings.leaseStart();
        timeoutNanos = settings.leaseDuration().toNanos();
    }

    /** Number of messages that the consumer holds, inside open transactions or not. */
    public int inFlight() {
        return inFlight;
    }

    /** How many messages the consumer may hold at present. */
    public int capacity() {
        return cap.current();
    }

    /** Whether the consumer may not be given another message. */
    public boolean isFull() {
        return inFlight >= cap.current();
    }

    /**
     * Whether a consumer that was full should be given more: at once under a fixed cap, and under an elastic one when a
     * quarter of it is free, so that messages go out in batches.
     */
    public boolean wantsRefill() {
        int free = cap.current() - inFlight;
        return cap.isAuto() ? free >= Math.max(1, cap.current() / 4) : free > 0;
    }

    /** Whether the cap may grow for a consumer that shows that it needs more. */
    public boolean isElastic() {
        return cap.isAuto();
    }

    /** Monotonic time of the last settlement, or of the start if there was none. */
    public long lastSettledNanos() {
        return lastSettledNanos;
    }

    /**
     * Records a delivery.
     *
     * @return whether the clock of the message runs from now on, so that its receive is a fact that must survive a crash
     * @throws IllegalStateException if the lease was granted before
     */
    public boolean grant(Lease lease, long nowNanos) {
        if (lease.state != Lease.State.OFFERED) {
            throw new IllegalStateException("only an offered lease can be granted, not " + lease.state);
        }
        lease.state = Lease.State.HELD;
        append(lease, nowNanos);
        if (newlyStarted == lease) {
            newlyStarted = null;
        }
        return lease.started;
    }

    /**
     * Gives a lease back to the consumer that it was taken from, without a second delivery: the message still waits in
     * the client's buffer and nobody else received it. Its time counts from now.
     */
    public void adopt(Lease expired, long nowNanos) {
        if (expired.state != Lease.State.EXPIRED) {
            throw new IllegalStateException("only an expired lease can be adopted, not " + expired.state);
        }
        expired.state = Lease.State.HELD;
        expired.started = false;
        append(expired, nowNanos);
    }

    /** Ends a lease because the consumer settled or returned the message. @return false if it had ended before */
    public boolean settle(Lease lease, long nowNanos) {
        if (!lease.isLive()) {
            return false;
        }
        noteSettlement(lease, nowNanos);
        lease.state = Lease.State.SETTLED;
        lease.transaction = null;
        if (lease.linked) {
            unlink(lease, nowNanos);
        }
        return true;
    }

    /**
     * Stops the clocks of all leases up to and including this one: the application is known to be done with them, its
     * client only acknowledges them later (Core's DUPS_OK_ACKNOWLEDGE does so once per mebibyte). They no longer count
     * as in flight, and can still be settled.
     * @return those leases, oldest first
     */
    public List<Lease> stopClocksThrough(Lease last, long nowNanos) {
        List<Lease> stopped = new ArrayList<>();
        while (oldest != null && last.linked) {
            stopped.add(oldest);
            unlink(oldest, nowNanos);
        }
        lastSettledNanos = nowNanos;
        return stopped;
    }

    /**
     * Marks a lease as acknowledged inside a transaction that the client began. Its clock runs on.
     *
     * @return false if the lease had ended before; nothing changes then
     */
    public boolean enlist(Lease lease, Object transaction, long nowNanos) {
        if (!lease.isLive()) {
            return false;
        }
        noteSettlement(lease, nowNanos);
        lease.state = Lease.State.IN_TRANSACTION;
        lease.transaction = transaction;
        if (!lease.linked) {
            append(lease, nowNanos);
        }
        return true;
    }

    /** The client works on the message anew without a second delivery. @return false if the lease had ended before */
    public boolean reopen(Lease lease, long nowNanos) {
        boolean live = lease.reopen();
        if (live && leaseStart == LeaseStart.DELIVERY) {
            changed.set(lease, nowNanos + timeoutNanos);
        } else if (live) {
            changed.forget(lease);
            if (lease == oldest) {
                startClock(nowNanos);
            }
        }
        return live;
    }

    /** Ends the lease of a message whose transaction was committed or prepared. No effect on one that ended before. */
    public void complete(Lease lease, long nowNanos) {
        if (lease.state == Lease.State.IN_TRANSACTION) {
            lease.state = Lease.State.SETTLED;
            lease.transaction = null;
            if (lease.linked) {
                unlink(lease, nowNanos);
            }
        }
    }

    /** The consumer is closing: no message that has not started will start any more. */
    public void freeze() {
        frozen = true;
    }

    /** When {@link #expire} must be called, if a message is in flight. */
    public OptionalLong nextDeadline() {
        if (oldest == null) {
            return OptionalLong.empty();
        }
        Lease next = leaseStart == LeaseStart.DELIVERY ? changed.firstOther(oldest) : oldest;
        return OptionalLong.of(changed.earliest(deadlineOf(next)));
    }

    /**
     * Ends the leases whose time has run out.
     *
     * @return what to do about it; null if no deadline has been reached
     */
    public @Nullable Expiry expire(long nowNanos) {
        if (oldest == null) {
            return null;
        }
        if (leaseStart == LeaseStart.OLDEST_UNSETTLED && isDue(oldest, nowNanos)) {
            return expireWithOldest(oldest, nowNanos);
        }
        return leaseStart == LeaseStart.DELIVERY || !changed.isEmpty() ? expireDue(nowNanos) : null;
    }

    /**
     * Restarts the visibility timeout of one message, counted from now (SEMANTICS 1.5).
     *
     * @param timeout zero or more; zero ends the lease
     */
    public TimeoutChange change(Lease lease, Duration timeout, long nowNanos) {
        if (lease.state != Lease.State.HELD || !lease.linked) {
            return new TimeoutChange.NotInFlight();
        }
        if (timeout.isZero()) {
            lease.state = Lease.State.EXPIRED;
            unlink(lease, nowNanos);
            return new TimeoutChange.Returned();
        }
        long deadline = nowNanos + timeout.toNanos();
        if (deadline - lease.grantedAtNanos > VisibilitySettings.MAXIMUM_TIMEOUT.toNanos()) {
            return new TimeoutChange.BeyondLimit();
        }
        changed.set(lease, deadline);
        return new TimeoutChange.Extended(deadline);
    }

    /** Raises the cap of a consumer that needs more at once, for good. @return false if it is fixed or at its end */
    public boolean growCapacity() {
        return cap.grow();
    }

    /** When the lease ends if nothing happens before; a message in the prefetch buffer has no end yet. */
    public OptionalLong deadlineIfRunning(Lease lease) {
        return lease.linked && hasClock(lease) ? OptionalLong.of(deadlineOf(lease)) : OptionalLong.empty();
    }

    /** The oldest unsettled lease. */
    public @Nullable Lease oldest() {
        return oldest;
    }

    /** The lease of the last delivery that is not settled. */
    public @Nullable Lease youngest() {
        return youngest;
    }

    /** All leases in the order of delivery; a copy. */
    public List<Lease> all() {
        List<Lease> leases = new ArrayList<>(inFlight);
        for (Lease lease = oldest; lease != null; lease = lease.next) {
            leases.add(lease);
        }
        return leases;
    }

    /**
     * The lease that became the oldest unsettled one since the last call, so that its receive is now a fact that must
     * survive a crash; null if there is none.
     */
    public @Nullable Lease pollStarted() {
        Lease started = newlyStarted;
        newlyStarted = null;
        return started;
    }

    /** Ends each lease whose own deadline has been reached. */
    private @Nullable Expiry expireDue(long nowNanos) {
        EndedLeases ended = new EndedLeases();
        boolean stuck = leaseStart == LeaseStart.DELIVERY && !youngerSettled;
        for (Lease lease = oldest; lease != null; ) {
            Lease following = lease.next;
            if (hasClock(lease) && isDue(lease, nowNanos)) {
                ended.end(lease, true);
                unlink(lease, nowNanos);
            } else if (changed.isEmpty()) {
                break;
            }
            lease = following;
        }
        return ended.isEmpty() ? null : ended.asExpiry(stuckAfter(stuck));
    }

    /** Ends the oldest lease and, unless the consumer has only left this one, all that have no clock of their own. */
    private Expiry expireWithOldest(Lease head, long nowNanos) {
        EndedLeases ended = new EndedLeases();
        boolean alone = youngerSettled && head.state == Lease.State.HELD;
        ended.end(head, true);
        for (Lease lease = head.next; lease != null; ) {
            Lease following = lease.next;
            boolean due = changed.contains(lease) && isDue(lease, nowNanos);
            if (due || !alone && !changed.contains(lease)) {
                ended.end(lease, due);
                unlink(lease, nowNanos);
            }
            lease = following;
        }
        // last, so that none of the others starts on its way out
        unlink(head, nowNanos);
        return ended.asExpiry(stuckAfter(!alone));
    }

    private boolean stuckAfter(boolean stuck) {
        if (stuck) {
            cap.reset();
        }
        return stuck;
    }

    private void noteSettlement(Lease lease, long nowNanos) {
        if (lease.linked && lease != oldest) {
            youngerSettled = true;
        }
        lastSettledNanos = nowNanos;
        cap.settled(nowNanos);
    }

    private void append(Lease lease, long nowNanos) {
        lease.previous = youngest;
        lease.next = null;
        lease.linked = true;
        lease.grantedAtNanos = nowNanos;
        inFlight++;
        if (youngest == null) {
            oldest = lease;
            youngest = lease;
            startClock(nowNanos);
        } else {
            youngest.next = lease;
            youngest = lease;
            lease.started |= leaseStart == LeaseStart.DELIVERY;
        }
    }

    private void unlink(Lease lease, long nowNanos) {
        Lease before = lease.previous;
        Lease after = lease.next;
        if (after == null) {
            youngest = before;
        } else {
            after.previous = before;
        }
        lease.previous = null;
        lease.next = null;
        lease.linked = false;
        inFlight--;
        changed.forget(lease);
        if (before == null) {
            oldest = after;
            startClock(nowNanos);
        } else {
            before.next = after;
        }
    }

    private void startClock(long nowNanos) {
        youngerSettled = false;
        oldestSinceNanos = nowNanos;
        Lease head = oldest;
        if (head != null && !head.started && !frozen) {
            head.started = true;
            newlyStarted = head;
        } else {
            newlyStarted = null;
        }
    }

    private boolean hasClock(Lease lease) {
        return lease == oldest || leaseStart == LeaseStart.DELIVERY || changed.contains(lease);
    }

    private boolean isDue(Lease lease, long nowNanos) {
        return deadlineOf(lease) - nowNanos <= 0;
    }

    private long deadlineOf(Lease lease) {
        long start = leaseStart == LeaseStart.DELIVERY ? lease.grantedAtNanos : oldestSinceNanos;
        return changed.of(lease, start + timeoutNanos);
    }
}
