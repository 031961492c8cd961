package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.Admission;
import io.sluice.broker.fifo.OwnerPace;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.LeaseAlarm;
import io.sluice.broker.visibility.TimeoutChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.GroupFirstMessageReference;
import org.jspecify.annotations.Nullable;

/**
 * What a leased queue sees in place of one of its consumers: it decides what that consumer is given, gives it on a lease, and keeps the
 * clock. The rest is parted by what it decides:
 *
 * <ul>
 *   <li>{@link InFlightLeases}: the leases themselves, behind their lock
 *   <li>{@link Settlements}: what the client's acknowledgements and returns mean, in time or late
 *   <li>{@link Suspicion}: whether the consumer is stuck, and how it gets back what it lost
 *   <li>{@link ClientReadiness}, {@link StandstillWatch}: whether the client takes more, and whether it needs more
 * </ul>
 *
 * <h2>Threads and locks</h2>
 *
 * {@link #handle} runs under the monitor of the queue, settlements under the monitor of the {@code ServerConsumer}; the
 * order is consumer, queue, then the lock of the leases.
 */
final class LeasedConsumer extends ForwardingConsumer {

    private static final byte HIGHEST_PRIORITY = 9;

    private final LeasedQueue queue;
    private final ClientSession session;
    private final NewLeases newLeases;
    private final InFlightLeases inFlight;
    private final ReceiveRecords receives;
    private final StandstillWatch standstill;
    private final Suspicion suspicion;
    private final ClientReadiness readiness;
    private final Settlements settlements;
    private final OwnerPace groupPace = new OwnerPace(this::room);
    private final HandOn handOn = new HandOn(this);
    private @Nullable LeasedReference delivering;

    LeasedConsumer(LeasedQueue queue, ServerConsumer delegate, ClientSession session, QueueSettings settings) {
        super(delegate);
        this.queue = queue;
        this.session = session;
        this.newLeases = new NewLeases(this, session);
        long now = queue.nanoTime();
        LeaseAlarm alarm = new LeaseAlarm(session.mayAcknowledgeLazily());
        this.inFlight = new InFlightLeases(settings.visibility(), alarm, new Consequences(), now);
        this.receives = new ReceiveRecords(queue, now);
        this.standstill = new StandstillWatch(this, queue);
        this.suspicion = new Suspicion(this, inFlight);
        this.readiness = new ClientReadiness(this, inFlight);
        this.settlements = new Settlements(this, inFlight, receives, suspicion);
    }

    /** What the consumer does about a change of its leases. */
    private final class Consequences implements InFlightLeases.Effects {

        @Override
        public void expired(Expiry expiry) {
            suspicion.expired(expiry);
        }

        @Override
        public void started(LeasedReference lease, long nowNanos) {
            receives.started(lease, nowNanos);
        }

        @Override
        public void changed(boolean hasRoomAgain) {
            if (hasRoomAgain) {
                queue.hasRoom();
            }
            readiness.settled();
        }

        @Override
        public void checkIn(long delayNanos) {
            checkClockIn(delayNanos);
        }
    }

    LeasedQueue queue() {
        return queue;
    }

    ClientSession session() {
        return session;
    }

    Settlements settlements() {
        return settlements;
    }

    /** Under the monitor of the queue. */
    OwnerPace groupPace() {
        return groupPace;
    }

    boolean isSuspect() {
        return suspicion.isSuspect();
    }

    /** The client has done something that shows that it is not stuck. */
    void showLife() throws Exception {
        suspicion.showLife();
    }

    void configure(QueueSettings settings) {
        inFlight.configure(settings.visibility());
        checkClockIn(0);
    }

    /** Whether this consumer could be sent this message at once. */
    boolean isReadyFor(MessageReference reference) {
        return readiness.isReady() && canTake(reference) && !inFlight.isFull();
    }

    /** Whether this consumer, if perhaps not at once, will be sent this message if it is offered. */
    boolean canTake(MessageReference reference) {
        Filter filter = delegate.getFilter();
        return canTakeAny()
                && (filter == null || filter.match(reference.getMessage()))
                && queue.admission(reference, this) == Admission.GRANTED
                && reference.getMessage().acceptsConsumer(sequentialID())
                && !queue.refusals().isRefused(this, reference);
    }

    boolean canTakeAny() {
        return !suspicion.isSuspect() && readiness.isAble() && !delegate.isClosed();
    }

    /** Whether this consumer takes messages, or will soon because it settles those it has. */
    boolean isAtWork() {
        return canTakeAny() && inFlight.isAtWork(queue.nanoTime());
    }

    // ---- delivery -------------------------------------------------------------------------------------------------

    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        HandleStatus status = queue.isLeasing() ? offer(reference) : delegate.handle(reference);
        if (status != HandleStatus.HANDLED) {
            GatheredWrites.passedOver();
        }
        return status;
    }

    private HandleStatus offer(MessageReference reference) throws Exception {
        if (queue.returns().areUnderWay()) {
            queue.notAsked(reference);
            return HandleStatus.BUSY;
        }
        Admission admission = queue.admission(reference, this);
        if (admission == Admission.NOT_NOW && handOn.toRecipient(reference)) {
            return HandleStatus.HANDLED;
        }
        if (inFlight.waitsForRoom()) {
            queue.notAsked(reference);
            standstill.watch();
            return HandleStatus.BUSY;
        }
        if (admission != Admission.GRANTED) {
            queue.refused(reference, admission);
            watchWhatItPassed(admission);
            return admission == Admission.PARKED ? HandleStatus.BUSY : HandleStatus.NO_MATCH;
        }
        if (suspicion.isSuspect()
                        && (!inFlight.seemsEmpty() || queue.consumers().anotherCanTake(reference, this))
                || queue.returned().wasLastHeldBy(this, reference)
                        && queue.consumers().anotherIsReadyFor(reference, this)) {
            return HandleStatus.BUSY;
        }
        if (queue.removals().isUndeliverable(reference) || queue.refusals().refuses(this, reference)) {
            return HandleStatus.NO_MATCH;
        }
        LeasedReference leased = newLeases.of(reference);
        HandleStatus status = delegate.handle(leased);
        if (status == HandleStatus.HANDLED) {
            handled(leased);
        } else if (status == HandleStatus.BUSY) {
            readiness.refused();
        }
        return status;
    }

    /** A client that acknowledges lazily may be done with all it has of a group, and wait for the rest of it. */
    private void watchWhatItPassed(Admission admission) {
        if (admission == Admission.PARKED && !inFlight.seemsEmpty() && session.mayAcknowledgeLazily()) {
            standstill.watchGroups();
        }
    }

    private void handled(LeasedReference leased) throws Exception {
        readiness.took();
        delivering = leased;
        if (leased.state() != Lease.State.OFFERED) {
            return;
        }
        long now = queue.nanoTime();
        queue.handedOver(leased, now);
        boolean started = inFlight.grant(leased, now);
        queue.returned().received(leased);
        if (started) {
            receives.started(leased, now);
        }
    }

    @Override
    public void proceedDeliver(MessageReference reference) throws Exception {
        if (handOn.proceed(reference)) {
            return;
        }
        LeasedReference leased = delivering;
        if (leased == null) {
            delegate.proceedDeliver(reference);
            return;
        }
        delivering = null;
        if (leased.getMessage().isLargeMessage() && leased.getDeliveryCount() > 1) {
            AmqpLargeMessages.showDeliveryCount(leased);
        }
        boolean firstOfGroup = reference instanceof GroupFirstMessageReference;
        leased.sending();
        try {
            delegate.proceedDeliver(
                    firstOfGroup ? new GroupFirstMessageReference(queue.getGroupFirstKey(), leased) : leased);
        } finally {
            leased.sent();
        }
    }

    // ---- room -----------------------------------------------------------------------------------------------------

    /**
     * How many messages may be put on offer for it now: as many as it can take, so that others are not offered them in vain, and
     * any number if there are no others. One that can take none is seen to.
     */
    private int room() {
        if (queue.consumers().size() == 1) {
            return OwnerPace.UNLIMITED;
        }
        int room = inFlight.room();
        if (room == 0) {
            standstill.watch();
        }
        return room;
    }

    /** How many messages it has, as far as one can tell without its lock. */
    int inFlight() {
        return inFlight.seemingSize();
    }

    Standing standing() {
        return inFlight.standing();
    }

    /** The client has passed everything that it was sent before this lease, and asks for more. */
    void passed(LeasedReference through) throws Exception {
        suspicion.showLife();
        long now = queue.nanoTime();
        List<Lease> done = inFlight.passed(through, session.mayAcknowledgeLazily(), now);
        queue.passed(this, done, now);
        queue.hasRoom();
    }

    /** Raises the cap of a client that cannot be asked; no effect on a fixed cap. */
    void grow() {
        if (inFlight.grow()) {
            queue.hasRoom();
        }
    }

    /** Gives more to a consumer that was full and has some room, but not enough to be given more at once. */
    void refill() {
        inFlight.waitNoMore();
        queue.hasRoom();
    }

    // ---- clock ----------------------------------------------------------------------------------------------------

    private void checkClockIn(long delayNanos) {
        queue.schedule(this::checkClock, delayNanos);
    }

    /**
     * Returns what has run out; also for a closed consumer, because what it delivered may be in a transaction of its session
     * that is still open. Leases end and their messages come back under one hold of the queue's monitor, so that a late settlement finds
     * its message waiting; unless a transaction of the client is to be rolled back first, which may concern other queues.
     */
    private void checkClock() {
        InFlightLeases.Check check;
        Expiry expiry;
        boolean together;
        receives.storeNow();
        long now = queue.nanoTime();
        synchronized (queue) {
            check = inFlight.check(queue::isBehindAny, now);
            expiry = check.expiry();
            together = expiry != null && expiry.transactions().isEmpty();
            if (expiry != null && expiry.consumerStuck()) {
                queue.hangs(this);
            }
            if (expiry != null && together) {
                queue.returns().giveBackAtOnce(expiry);
                queue.returns().recall(check.behind());
            }
        }
        LeasedReference started = check.started();
        if (started != null) {
            receives.started(started, now);
        }
        if (check.ask()) {
            standstill.ping();
        }
        if (expiry == null) {
            return;
        }
        if (together) {
            queue.returns().tell(this, expiry);
        } else {
            queue.returns().giveBackWithTransactions(this, expiry);
            queue.returns().recall(check.behind());
        }
    }

    // ---- what it has ----------------------------------------------------------------------------------------------

    /** Live leases, oldest first. */
    List<LeasedReference> leases() {
        return inFlight.all();
    }

    /** The lowest priority among the messages that the client has: what comes behind all of them in its buffer. */
    byte lowestPriority() {
        byte lowest = HIGHEST_PRIORITY;
        for (LeasedReference lease : leases()) {
            lowest = (byte) Math.min(lowest, lease.getMessage().getPriority());
        }
        return lowest;
    }

    /** The client works on the message anew, without a second delivery. @return false if the lease had ended */
    boolean reopen(LeasedReference lease) {
        return inFlight.reopen(lease, queue.nanoTime());
    }

    /** Ends the leases of messages that were delivered behind one that comes back; the caller returns the messages. */
    List<LeasedReference> recall(Predicate<LeasedReference> which) {
        receives.storeNow();
        return inFlight.end(which, queue.nanoTime());
    }

    TimeoutChange changeTimeout(LeasedReference lease, Duration timeout) throws Exception {
        receives.storeNow();
        long now = queue.nanoTime();
        TimeoutChange change = inFlight.change(lease, timeout, now);
        if (change instanceof TimeoutChange.Extended extended) {
            checkClockIn(Math.max(0, extended.deadlineNanos() - now));
        }
        return change;
    }

    @Override
    public List<MessageReference> getDeliveringMessages() {
        List<MessageReference> live = new ArrayList<>();
        for (MessageReference reference : delegate.getDeliveringMessages()) {
            if (reference instanceof LeasedReference lease) {
                if (lease.isLive()) {
                    live.add(lease.inner());
                }
            } else if (!(reference instanceof Ping)) {
                live.add(reference);
            }
        }
        return live;
    }
}
