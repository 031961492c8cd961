package io.sluice.broker.artemis.queue;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sluice.broker.visibility.ConsumerLeases;
import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.LeaseAlarm;
import io.sluice.broker.visibility.TimeoutChange;
import io.sluice.broker.visibility.VisibilitySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one consumer behind their lock, with what must change together with them: whether the consumer waits for room, and when
 * the leases are to be looked at next.
 *
 * <p>The lock is the last in the order of locks. It is held for a few field writes, and what follows from them is told afterwards
 * ({@link Effects}).
 *
 * <p>Thread-safe. Methods that say <em>seems</em> read without the lock: they are exact for a thread after which nobody else changed
 * anything, and else a hint.
 */
final class InFlightLeases {

    private static final long RECENTLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** What follows from a change, told to the consumer after the lock was left. */
    interface Effects {

        /** Leases have run out. Called with the lock held: who comes too late with a settlement finds that this was done. */
        void expired(Expiry expiry);

        /** The application can be working on this message from now. */
        void started(LeasedReference lease, long nowNanos);

        /**
         * A lease has ended, or its time was changed.
         *
         * @param hasRoomAgain whether the consumer waited for room and has enough of it now
         */
        void changed(boolean hasRoomAgain);

        /** The leases are to be {@link #check checked} in this time. */
        void checkIn(long delayNanos);
    }

    /**
     * What time has brought.
     *
     * @param behind leases that ended because their messages must come after one that returns
     * @param started lease whose message the client can be working on from now
     * @param ask whether the client is to be asked how far it has come
     */
    record Check(
            @Nullable Expiry expiry,
            List<LeasedReference> behind,
            @Nullable LeasedReference started,
            boolean ask) {}

    private final Object lock = new Object();
    private final ConsumerLeases leases;
    private final Effects effects;

    @GuardedBy("lock")
    private final LeaseAlarm alarm;

    @GuardedBy("lock")
    private boolean starved;

    InFlightLeases(VisibilitySettings settings, LeaseAlarm alarm, Effects effects, long nowNanos) {
        this.leases = new ConsumerLeases(settings, nowNanos);
        this.alarm = alarm;
        this.effects = effects;
    }

    void configure(VisibilitySettings settings) {
        synchronized (lock) {
            leases.configure(settings);
        }
    }

    // ---- room -----------------------------------------------------------------------------------------------------

    boolean isFull() {
        synchronized (lock) {
            return leases.isFull();
        }
    }

    /** Whether there is no room for one more message. A consumer without room waits for it. Takes the lock only if it seems so. */
    boolean waitsForRoom() {
        return leases.isFull() && markStarved();
    }

    private boolean markStarved() {
        synchronized (lock) {
            starved = leases.isFull();
            return starved;
        }
    }

    /** For how many more messages there is room. If for none, the consumer waits for it. */
    int room() {
        synchronized (lock) {
            int room = Math.max(0, leases.capacity() - leases.inFlight());
            starved |= room == 0;
            return room;
        }
    }

    int seemingSize() {
        return leases.inFlight();
    }

    boolean seemsEmpty() {
        return seemingSize() == 0;
    }

    /** Whether there is room, or will soon be, because something was settled lately. */
    boolean isAtWork(long nowNanos) {
        synchronized (lock) {
            return !leases.isFull() || nowNanos - leases.lastSettledNanos() < RECENTLY_NANOS;
        }
    }

    /** Makes room for more under an elastic cap; no effect on a fixed one. @return whether there is more room now */
    boolean grow() {
        synchronized (lock) {
            boolean grown = leases.growCapacity();
            starved &= !grown;
            return grown;
        }
    }

    /** The consumer is given more now if it has room, and does not wait for it. */
    void waitNoMore() {
        synchronized (lock) {
            starved = false;
        }
    }

    Standing standing() {
        synchronized (lock) {
            return new Standing(
                    leases.isFull(), leases.isElastic(), leases.capacity(), leases.lastSettledNanos(), (LeasedReference)
                            leases.youngest());
        }
    }

    /** Live leases, oldest first; a copy. */
    List<LeasedReference> all() {
        synchronized (lock) {
            return leases.all().stream().map(LeasedReference.class::cast).toList();
        }
    }

    // ---- begin ----------------------------------------------------------------------------------------------------

    /** The message was delivered. @return whether its clock runs from now */
    boolean grant(LeasedReference lease, long nowNanos) {
        boolean started;
        long alarmIn;
        synchronized (lock) {
            started = leases.grant(lease, nowNanos);
            alarmIn = alarm.set(leases, nowNanos);
        }
        setAlarm(alarmIn);
        return started;
    }

    /** An expired lease is the consumer's again, without a second delivery. */
    void adopt(LeasedReference lease, long nowNanos) {
        long alarmIn;
        synchronized (lock) {
            leases.adopt(lease, nowNanos);
            alarmIn = alarm.set(leases, nowNanos);
        }
        setAlarm(alarmIn);
    }

    private void setAlarm(long inNanos) {
        if (inNanos != LeaseAlarm.NONE) {
            effects.checkIn(inNanos);
        }
    }

    /** The client works on the message anew, without a second delivery. @return false if the lease had ended */
    boolean reopen(LeasedReference lease, long nowNanos) {
        synchronized (lock) {
            return leases.reopen(lease, nowNanos);
        }
    }

    // ---- end ------------------------------------------------------------------------------------------------------

    /** Ends a live lease because its message was settled or returned. @return false if it had ended before */
    boolean settle(LeasedReference lease, long nowNanos) {
        Lease started;
        boolean refill;
        synchronized (lock) {
            if (!leases.settle(lease, nowNanos)) {
                return false;
            }
            started = leases.pollStarted();
            refill = takeRefill();
        }
        tell(started, refill, nowNanos);
        return true;
    }

    /** The client has acknowledged the message in its own transaction. @return false if the lease had ended before */
    boolean enlist(LeasedReference lease, Object transaction, long nowNanos) {
        synchronized (lock) {
            return leases.enlist(lease, transaction, nowNanos);
        }
    }

    /** The client's transaction is committed, prepared or rolled back. */
    void complete(LeasedReference lease, long nowNanos) {
        Lease started;
        boolean refill;
        synchronized (lock) {
            leases.complete(lease, nowNanos);
            started = leases.pollStarted();
            refill = takeRefill();
        }
        tell(started, refill, nowNanos);
    }

    TimeoutChange change(LeasedReference lease, Duration timeout, long nowNanos) {
        TimeoutChange change;
        Lease started;
        boolean refill;
        synchronized (lock) {
            change = leases.change(lease, timeout, nowNanos);
            started = leases.pollStarted();
            refill = takeRefill();
        }
        tell(started, refill, nowNanos);
        return change;
    }

    @GuardedBy("lock")
    private boolean takeRefill() {
        boolean refill = starved && leases.wantsRefill();
        starved &= !refill;
        return refill;
    }

    private void tell(@Nullable Lease started, boolean refill, long nowNanos) {
        if (started != null) {
            effects.started((LeasedReference) started, nowNanos);
        }
        effects.changed(refill);
    }

    /** Nothing that is behind the oldest message will be taken for begun any more: the consumer is closing. */
    void freeze() {
        synchronized (lock) {
            leases.freeze();
        }
    }

    /**
     * The client has passed all that it was sent up to this message, and asks for more.
     *
     * @param lazily whether it may acknowledge only later what it is done with
     * @return what counts as in flight no longer
     */
    List<Lease> passed(LeasedReference through, boolean lazily, long nowNanos) {
        List<Lease> done = List.of();
        Lease started;
        synchronized (lock) {
            if (lazily) {
                done = leases.stopClocksThrough(through, nowNanos);
            } else if (leases.isFull()) {
                leases.growCapacity();
            }
            started = leases.pollStarted();
            starved = false;
        }
        if (started != null) {
            effects.started((LeasedReference) started, nowNanos);
        }
        return done;
    }

    /** Ends those of the leases that this selects, oldest first; the caller returns their messages. */
    List<LeasedReference> end(Predicate<LeasedReference> which, long nowNanos) {
        synchronized (lock) {
            return endNow(which, nowNanos);
        }
    }

    @GuardedBy("lock")
    private List<LeasedReference> endNow(Predicate<LeasedReference> which, long nowNanos) {
        List<LeasedReference> ended = new ArrayList<>();
        for (LeasedReference lease : all()) {
            if (which.test(lease) && leases.change(lease, Duration.ZERO, nowNanos) instanceof TimeoutChange.Returned) {
                ended.add(lease);
            }
        }
        return ended;
    }

    /**
     * Ends what has run out, and sets the alarm for the rest.
     *
     * @param isBehindAny whether a message must not be settled before one of those that return
     */
    Check check(BiPredicate<LeasedReference, List<Lease>> isBehindAny, long nowNanos) {
        Check check;
        long alarmIn;
        synchronized (lock) {
            Expiry expiry = leases.expire(nowNanos);
            alarm.wentOff();
            boolean ask = expiry == null && alarm.asksAbout(leases.oldest());
            List<LeasedReference> behind = List.of();
            if (expiry != null) {
                effects.expired(expiry);
                List<Lease> returning = expiry.counted();
                behind = endNow(lease -> isBehindAny.test(lease, returning), nowNanos);
            }
            check = new Check(expiry, behind, (LeasedReference) leases.pollStarted(), ask);
            alarmIn = alarm.set(leases, nowNanos);
        }
        setAlarm(alarmIn);
        return check;
    }
}
