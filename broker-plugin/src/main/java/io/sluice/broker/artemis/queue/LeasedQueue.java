package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.RefusedSends;
import io.sluice.broker.artemis.mqtt.MqttOrder;
import io.sluice.broker.fifo.Admission;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.DeadLetterReason;
import io.sluice.broker.visibility.Lease;
import io.sluice.broker.visibility.VisibilityListener;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.collections.NodeStoreFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of Artemis whose consumers hold messages on a lease.
 *
 * <p>It stands between the queue and each consumer (see {@link LeasedConsumer}) and puts a {@link LeasedReference} into
 * the consumer's list of deliveries. Everything that Artemis does with a delivery comes back through the methods
 * overridden here, which find out whether the lease still holds and pass the bare reference on if it does. A queue whose
 * settings are taken away hands out no more leases and is plain Artemis from then on.
 *
 * <p>Thread rule: that of {@code QueueImpl}.
 */
class LeasedQueue extends QueueImpl {

    private static final Logger LOGGER = LoggerFactory.getLogger(LeasedQueue.class);

    private final QueueContext context;
    private final TurnExecutor executor;
    private final String label;
    private final LeasedConsumers consumers = new LeasedConsumers();
    private final ReturnedMessages returned = new ReturnedMessages();
    private final Executor expiryExecutor;
    private final Returns returns;
    private final Removals removals;
    private final Refusals refusals = new Refusals(this);
    private volatile @Nullable QueueSettings settings;

    /** The last ones that there were, for consumers that come while there are none. */
    private volatile @Nullable QueueSettings lastSettings;

    /** @param settings null for a plain queue */
    LeasedQueue(QueueContext context, BrokerInternals.QueueParts parts, @Nullable QueueSettings settings) {
        this(context, parts, settings, null);
    }

    /** @param ownIndex makes the indexes of the lists of waiting messages; null for those that find returned messages */
    LeasedQueue(
            QueueContext context,
            BrokerInternals.QueueParts parts,
            @Nullable QueueSettings settings,
            @Nullable NodeStoreFactory<MessageReference> ownIndex) {
        this(context, parts, settings, ownIndex, context.newExecutor());
    }

    private LeasedQueue(
            QueueContext context,
            BrokerInternals.QueueParts parts,
            @Nullable QueueSettings settings,
            @Nullable NodeStoreFactory<MessageReference> ownIndex,
            TurnExecutor executor) {
        super(
                parts.configuration(),
                parts.filter(),
                parts.pagingStore(),
                parts.pageSubscription(),
                context.server().getScheduledPool(),
                context.server().getPostOffice(),
                context.server().getStorageManager(),
                context.server().getAddressSettingsRepository(),
                executor,
                context.server(),
                parts.factory());
        this.context = context;
        this.label = parts.configuration().getName().toString();
        this.settings = settings;
        this.lastSettings = settings;
        this.expiryExecutor = context.server().getExecutorFactory().getExecutor();
        this.returns = new Returns(this, context);
        this.removals = new Removals(this, context);
        removeWithSuppliedID(null, -1, ownIndex == null ? returned::newPriorityIndex : ownIndex);
        this.executor = executor;
        executor.serve(this);
    }

    /** Applies new settings at once; null makes this a plain queue. */
    void configure(@Nullable QueueSettings changed) {
        settings = changed;
        if (changed != null) {
            lastSettings = changed;
            consumers.forEach(consumer -> consumer.configure(changed));
            removals.sweep();
        }
        deliverAsync();
    }

    boolean isLeasing() {
        return settings != null;
    }

    @Nullable
    QueueSettings settings() {
        return settings;
    }

    Returns returns() {
        return returns;
    }

    Removals removals() {
        return removals;
    }

    Refusals refusals() {
        return refusals;
    }

    String label() {
        return label;
    }

    ReturnedMessages returned() {
        return returned;
    }

    VisibilityListener listener() {
        return context.visibilityListener();
    }

    long nanoTime() {
        return System.nanoTime();
    }

    CollectedAcknowledgements collectedBy(LeasedConsumer holder, Transaction tx) {
        return new CollectedAcknowledgements(holder, tx, context.server().getStorageManager());
    }

    long newMessageId() {
        return context.server().getStorageManager().generateID();
    }

    long leaseNanos() {
        QueueSettings current = settings;
        return current == null
                ? Long.MAX_VALUE
                : current.visibility().leaseDuration().toNanos();
    }

    LeasedConsumers consumers() {
        return consumers;
    }

    /** Runs a task after a delay, in order with the other tasks of this queue, never on the timer's own thread. */
    void schedule(Runnable task, long delayNanos) {
        context.server()
                .getScheduledPool()
                .schedule(() -> expiryExecutor.execute(() -> runApart(task)), delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a task so that it does not wait for the records of whatever session the thread has served before. */
    void runApart(Runnable task) {
        StorageManager storage = context.server().getStorageManager();
        OperationContext before = storage.getContext();
        storage.clearContext();
        try {
            task.run();
        } finally {
            storage.setContext(before);
        }
    }

    // ---- sending --------------------------------------------------------------------------------------------------

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        QueueSettings current = settings;
        if (current != null) {
            MqttOrder.keep(routing);
            routing.setReusable(false);
            refuseTooLarge(current, message, routing);
            MessageAge.noteArrival(message, System.currentTimeMillis());
        }
        super.route(message, routing);
    }

    final void refuseTooLarge(QueueSettings current, Message message, RoutingContext routing) throws Exception {
        if (MessageSize.exceeds(message, current.maximumMessageSize().bytes()) && !isMove(message, routing)) {
            throw tooLarge(current, message, routing);
        }
    }

    /** Whether the broker itself moves the message here, which must not be refused. */
    final boolean isMove(Message message, RoutingContext routing) {
        return BrokerRouting.isMove(context.server(), message, routing);
    }

    private ActiveMQException tooLarge(QueueSettings current, Message message, RoutingContext routing) {
        return refusal(
                "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than "
                        + current.maximumMessageSize().bytes() + " bytes (queue " + label + ").",
                message,
                routing);
    }

    /** The exception that refuses a message; what was sent with it in one transaction is rolled back. */
    static ActiveMQException refusal(String reason, Message message, RoutingContext routing) {
        ActiveMQException refusal = RefusedSends.note(new ActiveMQException(reason), message, routing);
        Transaction tx = routing.getTransaction();
        if (tx != null) {
            tx.markAsRollbackOnly(refusal);
        }
        return refusal;
    }

    @Override
    public void deliverAsync() {
        executor.hurry();
        super.deliverAsync();
    }

    @Override
    public void addTail(MessageReference reference, boolean direct) {
        delay(reference);
        super.addTail(reference, direct);
    }

    @Override
    public synchronized void reload(MessageReference reference) {
        delay(reference);
        super.reload(reference);
    }

    /**
     * The queue's delay counts from the time of sending, so that it need not be stored with each message.
     *
     * @return whether the message must wait for it
     */
    boolean delay(MessageReference reference) {
        QueueSettings current = settings;
        if (current == null || reference.getScheduledDeliveryTime() > 0) {
            return false;
        }
        long due = MessageAge.dueMillis(reference.getMessage(), current.delay());
        boolean early = due > 0 && due > System.currentTimeMillis();
        if (early) {
            reference.setScheduledDeliveryTime(due);
        }
        return early;
    }

    @Override
    public void refUp(MessageReference reference) {
        if (!SharedMessages.charge(this, reference)) {
            super.refUp(reference);
        }
    }

    @Override
    public void refDown(MessageReference reference) {
        if (!SharedMessages.discharge(this, reference)) {
            super.refDown(reference);
        }
    }

    // ---- consumers ------------------------------------------------------------------------------------------------

    @Override
    public void addConsumer(Consumer consumer) throws Exception {
        QueueSettings current = lastSettings;
        if (current == null || !(consumer instanceof ServerConsumer serverConsumer)) {
            super.addConsumer(consumer);
            return;
        }
        ClientSession session = context.sessions().of(serverConsumer, context.server());
        LeasedConsumer leased = new LeasedConsumer(this, serverConsumer, session, current);
        session.gatherWrites();
        consumers.add(leased);
        try {
            super.addConsumer(leased);
        } catch (Exception e) {
            consumers.removeInFrontOf(consumer);
            throw e;
        }
    }

    @Override
    public void removeConsumer(Consumer consumer) {
        LeasedConsumer leased = consumers.removeInFrontOf(consumer);
        if (leased != null) {
            leased.settlements().consumerRemoved();
        }
        super.removeConsumer(leased == null ? consumer : leased);
        refusals.forget(leased);
        wakeSuspects();
    }

    @Override
    public Set<Consumer> getConsumers() {
        Set<Consumer> bare = new HashSet<>();
        super.getConsumers().forEach(consumer -> bare.add(bare(consumer)));
        return bare;
    }

    @Override
    public synchronized Map<SimpleString, Consumer> getGroups() {
        Map<SimpleString, Consumer> bare = new HashMap<>();
        super.getGroups().forEach((group, consumer) -> bare.put(group, bare(consumer)));
        return bare;
    }

    private static Consumer bare(Consumer consumer) {
        return consumer instanceof LeasedConsumer leased ? leased.delegate() : consumer;
    }

    /** Suspect consumers get messages again when nobody else can take them. */
    void wakeSuspects() {
        if (consumers.anySuspect()) {
            deliverAsync();
        }
    }

    /** Consumers that left a message which they had before to one that seemed ready get it if that one takes nothing. */
    void wakePreviousHolders() {
        if (returned.size() > 0 && consumers.size() > 1) {
            deliverAsync();
        }
    }

    /** Delivers a question to its consumer, in order with its messages. @return false if the consumer is busy */
    boolean send(Ping ping) {
        ServerConsumer consumer = ping.consumer().delegate();
        try {
            synchronized (this) {
                if (consumer.isClosed() || consumer.handle(ping) != HandleStatus.HANDLED) {
                    return false;
                }
                consumer.proceedDeliver(ping);
                return true;
            }
        } catch (Exception e) {
            LOGGER.debug("consumer {} of queue {} could not be asked", consumer.getID(), label, e);
            return false;
        }
    }

    // ---- deliveries that come back through Artemis ----------------------------------------------------------------

    @Override
    public void referenceHandled(MessageReference reference) {
        super.referenceHandled(reference instanceof LeasedReference lease ? lease.inner() : reference);
    }

    @Override
    public void acknowledge(
            Transaction tx,
            MessageReference reference,
            AckReason reason,
            @Nullable ServerConsumer consumer,
            boolean delivering)
            throws Exception {
        if (reference instanceof LeasedReference lease) {
            lease.acknowledge(tx, reason, consumer, delivering);
        } else {
            super.acknowledge(tx, reference, reason, consumer, delivering);
        }
    }

    void acknowledgeInner(MessageReference inner, Acknowledgement ack) throws Exception {
        super.acknowledge(ack.transaction(), inner, ack.reason(), ack.consumer(), ack.delivering());
    }

    @Override
    public void cancel(Transaction tx, MessageReference reference, boolean ignoreRedeliveryCheck) {
        if (reference instanceof Ping ping) {
            ping.lose();
            return;
        }
        MessageReference bare = releaseOrNull(reference);
        if (bare != null) {
            super.cancel(tx, bare, ignoreRedeliveryCheck);
        }
    }

    // The lock of the consumer comes before that of the queue, which super takes.
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    @Override
    public void cancel(MessageReference reference, long timeBase) throws Exception {
        MessageReference bare = releaseOrNull(reference);
        if (bare != null) {
            putBack(bare, timeBase);
            deliverAsync();
        } else {
            ((LeasedReference) reference).holder().showLife();
        }
    }

    @Override
    public void expire(MessageReference reference, @Nullable ServerConsumer consumer, boolean delivering)
            throws Exception {
        if (reference instanceof Ping ping) {
            ping.answer();
            return;
        }
        MessageReference bare = releaseOrNull(reference);
        if (bare != null) {
            super.expire(bare, consumer, delivering);
        }
    }

    @Override
    public Pair<Boolean, Boolean> checkRedelivery(MessageReference reference, long timeBase, boolean ignoreDelay)
            throws Exception {
        MessageReference bare = releaseOrNull(reference);
        if (bare == null) {
            return new Pair<>(false, true);
        }
        QueueSettings current = settings;
        if (current == null || current.redrivePolicy().isEmpty() && removals.hasArtemisDeadLetters()) {
            return super.checkRedelivery(bare, timeBase, ignoreDelay);
        }
        if (bare.isDurable() && isDurable() && !bare.isPaged()) {
            context.server().getStorageManager().updateDeliveryCount(bare);
        }
        if (removals.deadLetterIfOverReceived(bare)) {
            return new Pair<>(false, true);
        }
        if (!ignoreDelay && bare.getScheduledDeliveryTime() <= 0) {
            long delay = RedeliveryDelay.millis(context.addressSettings(this), bare.getDeliveryCount());
            if (delay > 0) {
                returns.hide(bare, timeBase + delay);
            }
        }
        decDelivering(bare);
        return new Pair<>(true, false);
    }

    @Override
    public boolean sendToDeadLetterAddress(@Nullable Transaction tx, MessageReference reference) throws Exception {
        boolean byOperator = !(reference instanceof LeasedReference);
        MessageReference bare = releaseOrNull(newestOfSameHolder(reference));
        if (bare == null && honoursLateSettlements()) {
            bare = takeWaiting((LeasedReference) reference);
        }
        if (bare == null) {
            return false;
        }
        if (reference instanceof LeasedReference lease
                && lease.holder().session().redeliversByItself()) {
            return ClientRedelivery.givenUp(lease.holder(), bare, tx) || super.sendToDeadLetterAddress(tx, bare);
        }
        DeadLetterReason reason = byOperator ? DeadLetterReason.MOVED_BY_OPERATOR : DeadLetterReason.REJECTED;
        return removals.deadLetter(bare, tx, reason) || super.sendToDeadLetterAddress(tx, bare);
    }

    @Override
    public void postAcknowledge(MessageReference reference, AckReason reason, boolean delivering) {
        returned.gone(reference.getMessageID());
        super.postAcknowledge(reference, reason, delivering);
    }

    private @Nullable MessageReference releaseOrNull(MessageReference reference) {
        if (!(reference instanceof LeasedReference lease)) {
            return reference;
        }
        try {
            return lease.holder().settlements().release(lease) ? lease.inner() : null;
        } catch (Exception e) {
            LOGGER.warn("a receive in queue {} could not be recorded", label, e);
            return lease.inner();
        }
    }

    /** A client that was sent a message twice may reject either delivery: the one that holds the lease is meant. */
    private MessageReference newestOfSameHolder(MessageReference reference) {
        if (reference instanceof LeasedReference lease && lease.state() == Lease.State.EXPIRED) {
            LeasedReference successor = returned.successorOf(lease);
            if (successor != null && maySettleInPlaceOf(successor)) {
                lease.settledLate();
                return successor;
            }
        }
        return reference;
    }

    // ---- what a queue that keeps an order does in another way -------------------------------------------------------

    /** Whether a consumer may be given a waiting message, as far as the order of messages is concerned. */
    Admission admission(MessageReference reference, LeasedConsumer consumer) {
        return Admission.GRANTED;
    }

    /** Who may be given a waiting message that another consumer was not granted; null if nobody in particular. */
    @Nullable
    LeasedConsumer recipientOf(MessageReference reference) {
        return null;
    }

    /** A consumer was not granted a message. */
    void refused(MessageReference reference, Admission admission) {
        throw new IllegalStateException("only a queue with an order refuses a message");
    }

    /** A consumer that takes nothing at the moment was offered a message, and stays before it. */
    void notAsked(MessageReference reference) {}

    /** A consumer that could take no more can. */
    void hasRoom() {
        deliverAsync();
    }

    /** The holder of this lease has been given its message. */
    void handedOver(LeasedReference lease, long nowNanos) {}

    /** A consumer is done with these messages of its own, and has not acknowledged them. */
    void passed(LeasedConsumer holder, List<Lease> leases, long nowNanos) {}

    /**
     * Whether the acknowledgement of a message may be stored by itself: at once, before the disk has it.
     *
     * @param tells whether {@link #acknowledged} is called when it is
     */
    boolean storesAcknowledgementsAlone(boolean tells) {
        return context.storesAcknowledgementsAlone();
    }

    /** Stores an acknowledgement that is not in a transaction. */
    void acknowledgeByItself(MessageReference inner, Acknowledgement ack) throws Exception {
        acknowledgeInner(inner, ack);
    }

    /** Whether {@link #acknowledged} is to be called. */
    boolean asksForWrittenAcknowledgements() {
        return false;
    }

    /** The broker has written that these messages are done; whether the disk has it is not known yet. */
    void acknowledged(WrittenAcknowledgements acknowledged) {
        throw new IllegalStateException("only a queue with an order asks for this");
    }

    /** Whether a message must not be settled before one of those that come back. */
    boolean isBehindAny(LeasedReference lease, List<Lease> returning) {
        return false;
    }

    /** Whether Artemis' address settings have a message wait that comes back. */
    final boolean delaysRetries() {
        return context.addressSettings(this).getRedeliveryDelay() > 0;
    }

    /** Returns a message that a consumer settled as not done. */
    void putBack(MessageReference reference, long timeBase) throws Exception {
        super.cancel(reference, timeBase);
    }

    /** Whether a settlement that comes late settles a message that waits and that nobody has received since. */
    boolean honoursLateSettlements() {
        return true;
    }

    /** Whether a consumer that hung has what still waits and sits in its client's buffer, without a second copy. */
    boolean restoresLostLeases() {
        return honoursLateSettlements();
    }

    /** Whether this holds copies of what is kept elsewhere, for which neither age nor Artemis' own dead letters matter. */
    boolean holdsRecords() {
        return false;
    }

    /** A consumer has lost all it had, because it settled nothing in time. */
    void hangs(LeasedConsumer consumer) {}

    /** A consumer that has nothing in flight did not take what it was offered. */
    void takesNothing(LeasedConsumer consumer) {}

    /** A consumer that hung has settled something. */
    void showsLife(LeasedConsumer consumer) {}

    /** Whether the late settlement of a delivery counts for a later one, of the same message to the same consumer. */
    boolean maySettleInPlaceOf(LeasedReference successor) {
        return true;
    }

    // ---- for the classes that return and remove messages ----------------------------------------------------------

    /** Puts a bare reference into a transaction whose rollback returns it to this queue. */
    void cancelInner(Transaction tx, MessageReference inner) {
        super.cancel(tx, inner, false);
    }

    /** Groups and exclusive use that Artemis has tied to a stuck consumer go to another one. */
    synchronized void letGo(LeasedConsumer holder) {
        super.getGroups().forEach((group, consumer) -> {
            if (consumer == holder) {
                resetGroup(group);
            }
        });
        if (isExclusive() && consumers.size() > 1) {
            setExclusive(false);
            setExclusive(true);
            resetAllIterators();
        }
    }

    /** Acknowledges a message that waits again, for the consumer that received it last. @return false if it is gone */
    boolean acknowledgeWaiting(LeasedReference lease, Acknowledgement ack) throws Exception {
        MessageReference waiting = takeWaiting(lease);
        if (waiting == null) {
            return false;
        }
        acknowledgeInner(waiting, ack);
        return true;
    }

    /** Takes a message that waits again out of the queue, for the consumer that received it last; null if it is gone. */
    synchronized @Nullable MessageReference takeWaiting(LeasedReference lease) {
        if (returned.newestLeaseOf(lease.messageId()) != lease) {
            return null;
        }
        MessageReference waiting = removeWithSuppliedID(null, lease.messageId(), returned::newPriorityIndex);
        if (waiting != null) {
            waiting.handled();
        }
        return waiting;
    }

    /** Puts a message back that {@link Sweep} has taken out, to be looked at again after a while. */
    void tryLater(MessageReference reference, long delayMillis) {
        reference.setScheduledDeliveryTime(System.currentTimeMillis() + delayMillis);
        decDelivering(reference);
        addSorted(reference, false);
    }

    /** Counts a message that {@link Sweep} has taken out of the waiting ones. */
    void taken(MessageReference reference) {
        refRemoved(reference);
        reference.handled();
    }

    /** Stores the receive count of a message that its consumer can be working on, so that a crash does not lose it. */
    void recordReceive(MessageReference reference) {
        if (reference.isDurable() && isDurable() && !reference.isPaged()) {
            try {
                BrokerInternals.storeDeliveryCount(context.server(), reference);
            } catch (Exception e) {
                LOGGER.error(
                        "the receive of message {} of queue {} could not be stored",
                        reference.getMessageID(),
                        label,
                        e);
            }
        }
    }

    /**
     * What Artemis does when an MQTT client's subscription fails, for example because it may not consume
     * ({@code MQTTSubscriptionManager.addSubscription}), also with a queue that was there before: deletes only what nobody uses.
     */
    @Override
    public void deleteQueue() throws Exception {
        if (getRoutingType() == RoutingType.ANYCAST || getConsumerCount() > 0 || getMessageCount() > 0) {
            LOGGER.warn("queue {} stays though a client's subscription to it failed", label);
        } else {
            super.deleteQueue();
        }
    }

    @Override
    public void expireReferences(@Nullable Runnable done) {
        super.expireReferences(done);
        removals.sweep();
    }
}
