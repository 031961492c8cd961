package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.Admission;
import io.sluice.broker.fifo.OwnerPace;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.visibility.ConsumerLeases;
import io.sluice.broker.visibility.Expiry;
import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.TimeoutChange;
import io.sluice.broker.visibility.VisibilityListener.LateOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQTransactionRolledBackException;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.GroupFirstMessageReference;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What a leased queue sees in place of one of its consumers: it hands out leases, takes settlements and keeps the clock.
 *
 * <h2>Stuck consumers</h2>
 *
 * When the oldest lease of a consumer runs out and nothing was settled meanwhile, the consumer is <em>suspect</em>:
 * messages go to another consumer that can take them; if there is none, the suspect gets one message at a time, to find
 * out whether it lives. Its next settlement, late or not, clears it. What still waits in the queue and sits in its
 * client's buffer then becomes its own again, without a second copy.
 *
 * <h2>Threads and locks</h2>
 *
 * {@link #handle} runs under the monitor of the queue, settlements under the monitor of the {@code ServerConsumer}; the
 * order is consumer, queue, then {@link #lock}, which is held for a few field writes only and never while calling out.
 */
final class LeasedConsumer extends ForwardingConsumer {

    private static final byte HIGHEST_PRIORITY = 9;
    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long RECENTLY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LeasedQueue queue;
    private final ClientSession session;
    private final boolean stomp;
    private final boolean mqtt;
    private final StandstillWatch standstill;
    private final Object lock = new Object();
    private final ConsumerLeases leases;
    private final OwnerPace groupPace = new OwnerPace(this::room);
    private final ReceiveRecords receives;
    private final ConsumerTransactions transactions = new ConsumerTransactions(this);
    private final HandOn handOn = new HandOn(this);
    private final List<LeasedReference> stale = new ArrayList<>();

    private boolean starved;
    private boolean clockSet;
    private volatile boolean suspect;
    private volatile boolean able = true;
    private volatile boolean ready = true;
    private volatile boolean dropped;
    private volatile boolean askingAgain;
    private @Nullable LeasedReference delivering;
    private boolean recovering;
    private @Nullable SettlementInstead instead;
    private @Nullable Transaction lastAcknowledgedIn;

    LeasedConsumer(LeasedQueue queue, ServerConsumer delegate, ClientSession session, QueueSettings settings) {
        super(delegate);
        this.queue = queue;
        this.session = session;
        this.stomp = session.isStomp();
        this.mqtt = session.isMqtt();
        long now = queue.nanoTime();
        this.leases = new ConsumerLeases(settings.visibility(), now);
        this.receives = new ReceiveRecords(queue, now);
        this.standstill = new StandstillWatch(this, queue);
    }

    LeasedQueue queue() {
        return queue;
    }

    ClientSession session() {
        return session;
    }

    /** Under the monitor of the queue. */
    OwnerPace groupPace() {
        return groupPace;
    }

    boolean isSuspect() {
        return suspect;
    }

    void configure(QueueSettings settings) {
        synchronized (lock) {
            leases.configure(settings.visibility());
        }
        checkClockLater(0);
    }

    /** The queue delivers to it no more; if that comes before it is closed, its session ended under it. */
    void removed() {
        dropped = !delegate.isClosed();
    }

    /** Whether this consumer could be sent this message at once. */
    boolean isReadyFor(MessageReference reference) {
        return ready && canTake(reference) && !isFull();
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
        return !suspect && able && !delegate.isClosed();
    }

    /** Whether this consumer takes messages, or will soon because it settles those it has. */
    boolean isAtWork() {
        if (!canTakeAny()) {
            return false;
        }
        synchronized (lock) {
            return !leases.isFull() || queue.nanoTime() - leases.lastSettledNanos() < RECENTLY_NANOS;
        }
    }

    boolean isFull() {
        synchronized (lock) {
            return leases.isFull();
        }
    }

    // ---- delivery -------------------------------------------------------------------------------------------------

    @Override
    public HandleStatus handle(MessageReference reference) throws Exception {
        if (!queue.isLeasing()) {
            return delegate.handle(reference);
        }
        if (queue.returns().areUnderWay()) {
            queue.notAsked(reference);
            return HandleStatus.BUSY;
        }
        Admission admission = queue.admission(reference, this);
        if (admission == Admission.NOT_NOW && handOn.toRecipient(reference)) {
            return HandleStatus.HANDLED;
        }
        if (leases.isFull() && markStarved()) {
            queue.notAsked(reference);
            standstill.watch();
            return HandleStatus.BUSY;
        }
        if (admission != Admission.GRANTED) {
            queue.refused(reference, admission);
            watchWhatItPassed(admission);
            return admission == Admission.PARKED ? HandleStatus.BUSY : HandleStatus.NO_MATCH;
        }
        if (suspect && (leases.inFlight() > 0 || queue.consumers().anotherCanTake(reference, this))
                || queue.returned().wasLastHeldBy(this, reference)
                        && queue.consumers().anotherIsReadyFor(reference, this)) {
            return HandleStatus.BUSY;
        }
        if (queue.removals().isUndeliverable(reference) || queue.refusals().refuses(this, reference)) {
            return HandleStatus.NO_MATCH;
        }
        LeasedReference leased = newLease(reference);
        HandleStatus status = delegate.handle(leased);
        if (status == HandleStatus.HANDLED) {
            handled(leased);
        } else if (status == HandleStatus.BUSY) {
            refused();
        }
        return status;
    }

    /** A client that acknowledges lazily may be done with all it has of a group, and wait for the rest of it. */
    private void watchWhatItPassed(Admission admission) {
        if (admission == Admission.PARKED && leases.inFlight() > 0 && session.mayAcknowledgeLazily()) {
            standstill.watchGroups();
        }
    }

    private LeasedReference newLease(MessageReference reference) {
        if (stomp) {
            return StompReference.of(reference, this);
        }
        return mqtt ? MqttReference.of(reference, this) : new LeasedReference(reference, this);
    }

    private void handled(LeasedReference leased) throws Exception {
        able = true;
        ready = true;
        delivering = leased;
        if (leased.state() != Lease.State.OFFERED) {
            return;
        }
        long now = queue.nanoTime();
        queue.handedOver(leased, now);
        boolean started;
        synchronized (lock) {
            started = leases.grant(leased, now);
            setClock(now);
        }
        queue.returned().received(leased);
        if (started) {
            receives.started(leased, now);
        }
    }

    /** Artemis does not say so when PUBCOMP gives an MQTT client room for more ({@code MQTTPublishManager.handlePubComp}). */
    private void askAgain() {
        askingAgain = false;
        if (!delegate.isClosed()) {
            queue.deliverAsync();
        }
    }

    /** The client has no credit, or has stopped its connection. */
    private void refused() {
        if (ready) {
            ready = false;
            queue.wakePreviousHolders();
        }
        if (mqtt && !askingAgain) {
            askingAgain = true;
            queue.schedule(this::askAgain, ASK_AGAIN_NANOS);
        }
        noteUnable();
    }

    /** A consumer that takes nothing and has nothing that it could settle to make room leaves its messages to suspects. */
    private void noteUnable() {
        if (able && leases.inFlight() == 0) {
            able = false;
            queue.wakeSuspects();
            queue.takesNothing(this);
        }
    }

    /**
     * How many messages may be put on offer for it now: as many as it can take, so that others are not offered them in vain, and
     * any number if there are no others. One that can take none is seen to.
     */
    private int room() {
        if (queue.consumers().size() == 1) {
            return OwnerPace.UNLIMITED;
        }
        int room;
        synchronized (lock) {
            room = leases.capacity() - leases.inFlight();
            starved |= room <= 0;
        }
        if (room <= 0) {
            standstill.watch();
        }
        return Math.max(0, room);
    }

    private boolean markStarved() {
        synchronized (lock) {
            starved = leases.isFull();
            return starved;
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

    // ---- settlement -----------------------------------------------------------------------------------------------

    /**
     * Acknowledges one message for the consumer, in time or late; on the thread of the consumer's session.
     *
     * <p>A Core client that recovers its session has the last message that it consumed counted by an acknowledgement that
     * is rolled back ({@code ServerConsumerImpl.cancelRefs}). If that message was acknowledged in the same transaction
     * before, this one is the next in the buffer, which nobody has worked on. It comes without the monitor that every
     * acknowledgement of a client holds.
     */
    void acknowledge(LeasedReference lease, Acknowledgement ack) throws Exception {
        if (lease.acknowledgedOnDelivery()) {
            queue.acknowledgeInner(lease.inner(), ack);
            return;
        }
        SettlementInstead other = stomp ? stompSettlement() : null;
        if (other != null) {
            other.settle(this, lease, ack);
            return;
        }
        Transaction tx = ack.transaction();
        if (tx != null && tx == lastAcknowledgedIn && !Thread.holdsLock(delegate) && lease.isLive()) {
            lease.inner().decrementDeliveryCount();
        }
        lastAcknowledgedIn = tx;
        if (tx != null && Thread.holdsLock(delegate) && session.collectsIn(tx)) {
            transactions.collect(tx, lease, ack);
            return;
        }
        acknowledge(lease, ack, tx != null && session.began(tx) ? tx : null);
    }

    /** @param clientTx the transaction of the acknowledgement if the client began it; null if Artemis made it up */
    void acknowledge(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx) throws Exception {
        if (clientTx == null ? acknowledgeAlone(lease, ack) : acknowledgeIn(clientTx, lease, ack)) {
            showLife();
        } else {
            acknowledgeLate(lease, ack, clientTx);
        }
    }

    private boolean acknowledgeAlone(LeasedReference lease, Acknowledgement ack) throws Exception {
        if (!endLive(lease)) {
            return false;
        }
        transactions.note(lease, ack.transaction());
        queue.acknowledgeInner(lease.inner(), ack);
        return true;
    }

    /** In one step, as {@link TransactionLeases#giveBack} sees it. */
    private boolean acknowledgeIn(Transaction clientTx, LeasedReference lease, Acknowledgement ack) throws Exception {
        synchronized (clientTx) {
            if (!enlist(lease, clientTx)) {
                return false;
            }
            queue.acknowledgeInner(lease.inner(), ack);
            transactions.join(clientTx, lease);
            return true;
        }
    }

    /** When Artemis cleans up behind a STOMP connection it acknowledges too, without the monitor that a client's ACK holds. */
    private @Nullable SettlementInstead stompSettlement() {
        return Thread.holdsLock(delegate) ? instead : StompCleanUp.INSTANCE;
    }

    /** What the acknowledgements that follow mean in truth; null if they are what they seem. */
    void settleInstead(@Nullable SettlementInstead settlement) {
        instead = settlement;
    }

    /** A recovering client means the message that it consumed last, and Artemis took a question for it: it is the next. */
    void recoveredAt(Ping question) {
        recovering = true;
        question.lose();
    }

    private void acknowledgeLate(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx)
            throws Exception {
        if (lease.state() == Lease.State.EXPIRED) {
            queue.listener().settledLate(queue.label(), outcomeOfLate(lease, ack, clientTx));
            lease.settledLate();
        }
        if (clientTx != null && session.redeliversByItself() && !lease.isLive()) {
            transactions.join(clientTx, lease);
        }
        showLife();
    }

    private LateOutcome outcomeOfLate(LeasedReference lease, Acknowledgement ack, @Nullable Transaction clientTx)
            throws Exception {
        if (clientTx != null) {
            clientTx.markAsRollbackOnly(new ActiveMQTransactionRolledBackException("the visibility timeout of message "
                    + lease.getMessageID() + " of queue " + queue.label() + " passed before the commit"));
            if (queue.restoresLostLeases() && session.redeliversByItself() && adopt(lease, false)) {
                acknowledgeIn(clientTx, lease, ack);
            }
            return LateOutcome.TRANSACTION_FAILED;
        }
        LeasedReference successor = queue.returned().successorOf(lease);
        if (successor != null && successor.state() == Lease.State.HELD && queue.maySettleInPlaceOf(successor)) {
            acknowledge(successor, ack, null);
            return LateOutcome.HONOURED;
        }
        return queue.honoursLateSettlements() && queue.acknowledgeWaiting(successor == null ? lease : successor, ack)
                ? LateOutcome.HONOURED
                : LateOutcome.IGNORED;
    }

    /** Ends a live lease of a message that stays. @return false if it had ended before */
    boolean settle(LeasedReference lease) throws Exception {
        receives.storeNow();
        return endLive(lease);
    }

    private boolean endLive(LeasedReference lease) {
        long now = queue.nanoTime();
        Lease next;
        boolean refill;
        synchronized (lock) {
            if (!leases.settle(lease, now)) {
                return false;
            }
            next = leases.pollStarted();
            refill = takeRefill();
        }
        afterChange(next, refill, now);
        return true;
    }

    private boolean enlist(LeasedReference lease, Transaction tx) {
        long now = queue.nanoTime();
        synchronized (lock) {
            return leases.enlist(lease, tx, now);
        }
    }

    void complete(LeasedReference lease) throws Exception {
        receives.storeNow();
        long now = queue.nanoTime();
        Lease next;
        boolean refill;
        synchronized (lock) {
            leases.complete(lease, now);
            next = leases.pollStarted();
            refill = takeRefill();
        }
        afterChange(next, refill, now);
    }

    /** Whether a consumer that was full has room again; holds {@link #lock}. */
    private boolean takeRefill() {
        boolean refill = starved && leases.wantsRefill();
        starved &= !refill;
        return refill;
    }

    private void recordReceive(@Nullable Lease started, long now) {
        if (started != null) {
            receives.started((LeasedReference) started, now);
        }
    }

    private void afterChange(@Nullable Lease started, boolean refill, long now) {
        recordReceive(started, now);
        if (refill) {
            queue.hasRoom();
        }
        if (!ready) {
            noteUnable();
        }
    }

    /**
     * Ends a lease whose message Artemis returns to the queue.
     *
     * @return false if the lease had ended before: the message is not this consumer's to return
     */
    boolean release(LeasedReference lease) throws Exception {
        boolean lost = session.isConnectionLost() || dropped && session.isLostWhenDropped();
        if (lost || delegate.isClosed()) {
            synchronized (lock) {
                leases.freeze();
            }
        }
        boolean started = lease.hasStarted();
        MessageReference inner = lease.inner();
        if (recovering && lease.isUncounted() && lease.isLive()) {
            inner.incrementDeliveryCount();
        }
        recovering = false;
        if (lost && started == lease.isUncounted() && lease.isLive()) {
            if (started) {
                inner.incrementDeliveryCount();
            } else {
                inner.decrementDeliveryCount();
            }
        }
        if (!settle(lease)) {
            lease.settledLate();
            return false;
        }
        if (started) {
            queue.returns().remember(lease);
        }
        showLife();
        return true;
    }

    /** Any settlement shows that the client lives: it gets back what nobody else took, and new messages again. */
    void showLife() throws Exception {
        if (!suspect) {
            return;
        }
        if (!delegate.isClosed() && queue.restoresLostLeases()) {
            adoptStale();
        }
        suspect = false;
        queue.showsLife(this);
        queue.deliverAsync();
    }

    private void adoptStale() throws Exception {
        List<LeasedReference> candidates;
        synchronized (lock) {
            candidates = List.copyOf(stale);
            stale.clear();
        }
        for (LeasedReference lease : candidates) {
            if (lease.isInBuffer()) {
                adopt(lease, true);
            }
        }
    }

    /**
     * Makes a message that still waits this consumer's own again, without a second copy.
     *
     * @param anew whether that is another receive of a message whose receive was counted when its time ran out
     */
    private boolean adopt(LeasedReference lease, boolean anew) throws Exception {
        if (lease.state() != Lease.State.EXPIRED || queue.takeWaiting(lease) == null) {
            return false;
        }
        boolean counted = lease.hasStarted();
        long now = queue.nanoTime();
        synchronized (lock) {
            leases.adopt(lease, now);
            setClock(now);
        }
        lease.adoptedBy(delegate.getID());
        if (counted && !anew) {
            lease.inner().decrementDeliveryCount();
        }
        if (lease.hasStarted()) {
            queue.recordReceive(lease.inner());
        }
        return true;
    }

    /** The client works on the message anew, without a second delivery. @return false if the lease had ended */
    boolean reopen(LeasedReference lease) {
        long now = queue.nanoTime();
        synchronized (lock) {
            return leases.reopen(lease, now);
        }
    }

    // ---- clock ----------------------------------------------------------------------------------------------------

    /** Holds {@link #lock}. */
    private void setClock(long now) {
        if (!clockSet) {
            OptionalLong deadline = leases.nextDeadline();
            if (deadline.isPresent()) {
                clockSet = true;
                checkClockLater(firstLook(deadline.getAsLong() - now));
            }
        }
    }

    /** A client that may acknowledge lazily is asked, at half time, whether it has passed the message. */
    private long firstLook(long untilDeadline) {
        return session.mayAcknowledgeLazily() && !standstill.hasAskedFor(leases.oldest())
                ? untilDeadline / 2
                : untilDeadline;
    }

    private void checkClockLater(long delayNanos) {
        queue.schedule(this::checkClock, Math.max(0, delayNanos));
    }

    /** Also for a closed consumer: what it delivered may be in a transaction of its session that is still open. */
    private void checkClock() {
        ClockCheck check;
        Expiry expiry;
        boolean together;
        receives.storeNow();
        long now = queue.nanoTime();
        synchronized (queue) {
            check = checkLeases(now);
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
        recordReceive(check.started(), now);
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

    /**
     * What the clock's time has brought.
     *
     * @param behind leases that ended because their messages must come after one that returns
     * @param started lease whose message the client can be working on from now
     * @param ask whether the client is to be asked how far it has come
     */
    private record ClockCheck(
            @Nullable Expiry expiry,
            List<LeasedReference> behind,
            @Nullable Lease started,
            boolean ask) {}

    private ClockCheck checkLeases(long now) {
        synchronized (lock) {
            Expiry expiry = leases.expire(now);
            clockSet = false;
            boolean ask = expiry == null
                    && leases.nextDeadline().isPresent()
                    && session.mayAcknowledgeLazily()
                    && standstill.askFor(leases.oldest());
            List<LeasedReference> behind = List.of();
            if (expiry != null) {
                suspect |= expiry.consumerStuck();
                keepStale(expiry);
                List<Lease> returning = expiry.counted();
                behind = endNow(lease -> queue.isBehindAny(lease, returning), now);
            }
            Lease started = leases.pollStarted();
            setClock(now);
            return new ClockCheck(expiry, behind, started, ask);
        }
    }

    /** Ends the leases of messages that were delivered behind one that comes back; the caller returns the messages. */
    List<LeasedReference> recall(Predicate<LeasedReference> which) {
        receives.storeNow();
        synchronized (lock) {
            return endNow(which, queue.nanoTime());
        }
    }

    /** Holds {@link #lock}. */
    private List<LeasedReference> endNow(Predicate<LeasedReference> which, long now) {
        List<LeasedReference> ended = new ArrayList<>();
        for (LeasedReference lease : leases()) {
            if (which.test(lease) && leases.change(lease, Duration.ZERO, now) instanceof TimeoutChange.Returned) {
                ended.add(lease);
            }
        }
        return ended;
    }

    private void keepStale(Expiry expiry) {
        stale.removeIf(lease -> lease.state() != Lease.State.EXPIRED);
        expiry.counted().forEach(lease -> stale.add((LeasedReference) lease));
        expiry.uncounted().forEach(lease -> stale.add((LeasedReference) lease));
    }

    /** The client has passed everything that it was sent before this lease, and asks for more. */
    void passed(LeasedReference through) throws Exception {
        showLife();
        boolean lazy = session.mayAcknowledgeLazily();
        List<Lease> done = List.of();
        Lease started;
        long now = queue.nanoTime();
        synchronized (lock) {
            if (lazy) {
                done = leases.stopClocksThrough(through, now);
            } else if (leases.isFull()) {
                leases.growCapacity();
            }
            started = leases.pollStarted();
            starved = false;
        }
        recordReceive(started, now);
        queue.passed(this, done, now);
        queue.hasRoom();
    }

    /** Raises the cap of a client that cannot be asked; no effect on a fixed cap. */
    void grow() {
        boolean grown;
        synchronized (lock) {
            grown = leases.growCapacity();
            starved &= !grown;
        }
        if (grown) {
            queue.hasRoom();
        }
    }

    /** Gives more to a consumer that was full and has some room, but not enough to be given more at once. */
    void refill() {
        synchronized (lock) {
            starved = false;
        }
        queue.hasRoom();
    }

    /** The lowest priority among the messages that the client has: what comes behind all of them in its buffer. */
    byte lowestPriority() {
        byte lowest = HIGHEST_PRIORITY;
        for (LeasedReference lease : leases()) {
            lowest = (byte) Math.min(lowest, lease.getMessage().getPriority());
        }
        return lowest;
    }

    Standing standing() {
        synchronized (lock) {
            return new Standing(
                    leases.isFull(), leases.isElastic(), leases.capacity(), leases.lastSettledNanos(), (LeasedReference)
                            leases.youngest());
        }
    }

    // ---- control --------------------------------------------------------------------------------------------------

    /** Live leases, oldest first. */
    List<LeasedReference> leases() {
        synchronized (lock) {
            return leases.all().stream().map(LeasedReference.class::cast).toList();
        }
    }

    TimeoutChange changeTimeout(LeasedReference lease, Duration timeout) throws Exception {
        receives.storeNow();
        long now = queue.nanoTime();
        TimeoutChange change;
        Lease next;
        boolean refill;
        synchronized (lock) {
            change = leases.change(lease, timeout, now);
            next = leases.pollStarted();
            refill = takeRefill();
        }
        afterChange(next, refill, now);
        if (change instanceof TimeoutChange.Extended extended) {
            checkClockLater(extended.deadlineNanos() - now);
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
