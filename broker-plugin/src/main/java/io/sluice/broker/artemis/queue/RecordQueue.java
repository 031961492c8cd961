package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fifo.Admission;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.visibility.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.apache.activemq.artemis.utils.collections.LinkedListIterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of a stream that were read ahead for the consumers of one reader. Nothing in it is stored: the stream has it.
 *
 * <p>{@link RecordOrder} says which record may go to whom; everything else, from the clock of a consumer to the ways of each
 * protocol, is that of a leased queue. A record that its consumer's selector excludes is passed when it is next. A record that
 * comes back takes along what was delivered behind it.
 *
 * <p>Thread rule: that of {@code QueueImpl}. The order changes under the monitor of the queue only.
 */
public final class RecordQueue extends OrderedQueue {

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordQueue.class);

    private final RecordOrder order;
    private final IdleWatch idle;
    private final TrimNotices trimNotices = new TrimNotices();
    private final AtomicBoolean clearingIsDue = new AtomicBoolean();
    private final AtomicBoolean passingIsDue = new AtomicBoolean();
    private volatile boolean deletable;
    private volatile boolean isBeingDeleted;
    private volatile boolean isAdding;
    private volatile @Nullable ArtemisExecutor sharedExecutor;

    RecordQueue(QueueContext context, BrokerInternals.QueueParts parts, QueueSettings settings, RecordOrder order) {
        super(context, parts, settings, null);
        this.order = order;
        this.idle = new IdleWatch(this, order);
    }

    // not only for this package
    @Override
    public void configure(@Nullable QueueSettings changed) {
        super.configure(changed);
    }

    /** Lets the next deletion take place, which is otherwise refused: a group stays though its last subscriber leaves. */
    public void allowDeletion() {
        deletable = true;
    }

    /** Refuses deletion from now on. */
    public void refuseDeletion() {
        deletable = false;
    }

    /** Delivers on the executor of the queue that consumers think they are attached to, so that what both do stays in order. */
    public void shareExecutor(ArtemisExecutor executor) {
        sharedExecutor = executor;
    }

    @Override
    public ArtemisExecutor getExecutor() {
        ArtemisExecutor shared = sharedExecutor;
        return shared == null ? super.getExecutor() : shared;
    }

    @Override
    boolean holdsRecords() {
        return true;
    }

    /** Nobody sends here but the reader: what is sent to this queue's name is meant for the stream. */
    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        throw new ActiveMQIllegalStateException("InvalidParameterValue: " + label() + " reads the stream "
                + getAddress() + "; put records to " + getAddress());
    }

    // ---- coming in ------------------------------------------------------------------------------------------------

    /** Adds records behind those that are there, and delivers when all are; one caller at a time. */
    public void addRecords(List<RecordReference> records) {
        isAdding = true;
        try {
            for (RecordReference record : records) {
                refUp(record);
                addTail(record, false);
            }
        } finally {
            isAdding = false;
        }
        if (!records.isEmpty()) {
            deliverAsync();
        }
    }

    /**
     * Whoever wants something delivered while records are added waits for the rest. Artemis asks for it, too, when a consumer
     * can take more than before.
     */
    @Override
    public void deliverAsync() {
        if (!isAdding) {
            super.deliverAsync();
        }
        if (idle != null) {
            idle.lookSoon();
        }
    }

    /** A record with a delay is not put. */
    @Override
    boolean delay(MessageReference reference) {
        return false;
    }

    // ---- consumers ------------------------------------------------------------------------------------------------

    @Override
    public void addConsumer(Consumer consumer) throws Exception {
        super.addConsumer(consumer);
        LeasedConsumer leased = consumers().inFrontOf(consumer);
        if (leased != null) {
            synchronized (this) {
                order.joined(leased);
            }
            idle.watch();
        }
    }

    @Override
    public void removeConsumer(Consumer consumer) {
        LeasedConsumer leased = consumers().inFrontOf(consumer);
        super.removeConsumer(consumer);
        if (leased != null) {
            synchronized (this) {
                idle.ends(leased);
                order.left(leased);
            }
        }
    }

    @Override
    void hangs(LeasedConsumer consumer) {
        synchronized (this) {
            order.hangs(consumer);
        }
    }

    @Override
    void takesNothing(LeasedConsumer consumer) {
        idle.takesNothing(consumer);
    }

    /** How many consumers have lost their shards because they take nothing. */
    public int idleConsumers() {
        return idle.count();
    }

    @Override
    void showsLife(LeasedConsumer consumer) {
        synchronized (this) {
            order.showsLife(consumer);
        }
    }

    // ---- going out ------------------------------------------------------------------------------------------------

    @Override
    Admission admission(MessageReference reference, LeasedConsumer consumer) {
        RecordReference record = (RecordReference) reference;
        if (!order.admits(consumer, record)) {
            return Admission.NOT_NOW;
        }
        return isExcluded(record, consumer) ? Admission.PARKED : Admission.GRANTED;
    }

    private static boolean isExcluded(RecordReference record, LeasedConsumer consumer) {
        Filter filter = consumer.getFilter();
        return filter != null && !filter.match(record.getMessage());
    }

    @Override
    void refused(MessageReference reference, Admission admission) {
        if (admission == Admission.PARKED && passingIsDue.compareAndSet(false, true)) {
            getExecutor().execute(this::passExcluded);
        } else if (((RecordReference) reference).isStale()) {
            clearStale();
        }
    }

    @Override
    void handedOver(LeasedReference lease, long nowNanos) {
        RecordReference record = (RecordReference) lease.inner();
        LeasedConsumer consumer = lease.holder();
        record.heldBy(consumer);
        trimNotices.tell(record);
        if (idle.ends(consumer)) {
            order.showsLife(consumer);
        }
        RecordAnnotations.show(record, consumer.session().isAmqp());
        order.delivered(consumer, record);
    }

    /** Takes out what its owner's selector excludes, as far as it is next. */
    private void passExcluded() {
        passingIsDue.set(false);
        removeWaiting(record -> {
            for (LeasedConsumer consumer : consumers()) {
                if (admission(record, consumer) == Admission.PARKED) {
                    order.done(null, record);
                    trimNotices.passed(record);
                    return true;
                }
            }
            return false;
        });
        deliverAsync();
    }

    /** Has what was read in vain taken out soon. */
    public void clearStale() {
        if (clearingIsDue.compareAndSet(false, true)) {
            getExecutor().execute(() -> {
                clearingIsDue.set(false);
                removeWaiting(RecordReference::isStale);
            });
        }
    }

    private interface Condition {
        boolean test(RecordReference record);
    }

    private void removeWaiting(Condition condition) {
        synchronized (this) {
            try (LinkedListIterator<MessageReference> waiting = iterator()) {
                while (waiting.hasNext()) {
                    MessageReference reference = waiting.next();
                    if (condition.test((RecordReference) reference)) {
                        waiting.remove();
                        taken(reference);
                        decDelivering(reference);
                        forget(reference);
                    }
                }
            }
        }
    }

    private void forget(MessageReference reference) {
        returned().gone(reference.getMessageID());
        refDown(reference);
    }

    // ---- coming back ----------------------------------------------------------------------------------------------

    @Override
    void comeBack(List<MessageReference> references, boolean scheduling) {
        synchronized (this) {
            Map<LeasedConsumer, List<RecordReference>> byHolder = new HashMap<>();
            for (MessageReference reference : references) {
                RecordReference record = (RecordReference) reference;
                if (record.isStale()) {
                    forget(record);
                    continue;
                }
                LeasedConsumer holder = record.holder();
                if (holder != null && !scheduling) {
                    order.returned(holder, record);
                    byHolder.computeIfAbsent(holder, unused -> new ArrayList<>())
                            .add(record);
                }
                place(record, scheduling);
            }
            byHolder.forEach(this::recallBehind);
            // consumers that passed these records before take them for passed, unless others are in front of them
            resetAllIterators();
        }
        deliverAsync();
    }

    /** What was delivered behind a record that came back comes back too. */
    private void recallBehind(LeasedConsumer holder, List<RecordReference> records) {
        List<LeasedReference> recalled = holder.recall(lease ->
                records.stream().anyMatch(record -> isBehind((RecordReference) lease.inner(), record)));
        if (!recalled.isEmpty()) {
            schedule(() -> returns().recall(recalled), 0);
        }
    }

    private static boolean isBehind(RecordReference record, RecordReference other) {
        return record.shard().equals(other.shard()) && record.place() > other.place();
    }

    @Override
    boolean isBehindAny(LeasedReference lease, List<Lease> returning) {
        RecordReference record = (RecordReference) lease.inner();
        return returning.stream()
                .anyMatch(other -> isBehind(record, (RecordReference) ((LeasedReference) other).inner()));
    }

    /** Others may have got later records meanwhile, so a consumer does not take up again what it lost. */
    @Override
    boolean restoresLostLeases() {
        return false;
    }

    /**
     * A record that is done too late, while one in front of it is not, is delivered again behind that one, so that the last
     * word is in order.
     */
    @Override
    boolean acknowledgeWaiting(LeasedReference lease, Acknowledgement ack) throws Exception {
        return isLowest(lease) && super.acknowledgeWaiting(lease, ack);
    }

    @Override
    boolean maySettleInPlaceOf(LeasedReference successor) {
        return isLowest(successor);
    }

    private synchronized boolean isLowest(LeasedReference lease) {
        return order.isLowest((RecordReference) lease.inner());
    }

    @Override
    public void postAcknowledge(MessageReference reference, AckReason reason, boolean delivering) {
        super.postAcknowledge(reference, reason, delivering);
        RecordReference record = (RecordReference) reference;
        synchronized (this) {
            order.done(record.holder(), record);
        }
    }

    // ---- what nobody can do to the records of a stream
    // ---------------------------------------------------------------

    @Override
    public int deleteMatchingReferences(int flushLimit, @Nullable Filter filter, AckReason reason) throws Exception {
        return isBeingDeleted ? super.deleteMatchingReferences(flushLimit, filter, reason) : 0;
    }

    @Override
    public synchronized boolean deleteReference(long messageId) {
        return false;
    }

    @Override
    public synchronized boolean expireReference(long messageId) {
        return false;
    }

    @Override
    public synchronized int expireReferences(@Nullable Filter filter) {
        return 0;
    }

    @Override
    public void deleteQueue(boolean removeConsumers) throws Exception {
        if (deletable) {
            isBeingDeleted = true;
            super.deleteQueue(removeConsumers);
        } else {
            LOGGER.debug("the reader {} of stream {} stays though a subscription to it ended", label(), getAddress());
        }
    }

    @Override
    public void deleteQueue() throws Exception {
        if (deletable) {
            isBeingDeleted = true;
            super.deleteQueue();
        }
    }
}
