package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.QueueInternals;
import io.sluice.broker.fifo.Admission;
import io.sluice.broker.fifo.MessageGroup;
import io.sluice.broker.fifo.MessageGroups;
import io.sluice.broker.fifo.RetryMode;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.visibility.Lease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A leased queue that keeps the order within message groups.
 *
 * <p>{@link MessageGroups} decides which message may go to whom; {@link GroupShelf} keeps what is not on offer out of the
 * consumers' way; {@link GroupNumbers} gives each message its place in its group for ever. What comes back to the queue
 * comes back to its place. Artemis' own message groups and its priorities are off.
 *
 * <p>Thread rule: that of {@code QueueImpl}. The groups change under the monitor of the queue only.
 */
final class FifoQueue extends OrderedQueue {

    /** What may be read out of pages past groups that stand still. */
    private static final int PART_OF_THE_HEAP = 16;

    private final GroupShelf shelf;
    private final GroupNumbers numbers;
    private final MessageGroups<SimpleString, Seat, LeasedConsumer> groups;
    private final Deduplication deduplication;
    private final FifoEntrance entrance;
    private final GroupUpkeep upkeep;
    private volatile boolean isGone;

    static FifoQueue of(QueueContext context, BrokerInternals.QueueParts parts, QueueSettings settings) {
        return new FifoQueue(context, parts.withoutGroups(), settings, new GroupShelf());
    }

    private FifoQueue(
            QueueContext context, BrokerInternals.QueueParts parts, QueueSettings settings, GroupShelf shelf) {
        super(context, parts, settings, shelf::newIndex);
        this.shelf = shelf;
        this.numbers = new GroupNumbers(context.server());
        this.groups = new MessageGroups<>(shelf, settings.fifo().maxInFlightPerGroup());
        this.deduplication = new Deduplication(
                new Deduplication.Host(context.server(), context.ids(), context.deduplicationListener()),
                Deduplication.Kind.QUEUE,
                parts.configuration().getName(),
                parts.configuration().getAddress(),
                settings.fifo().deduplication());
        this.entrance = new FifoEntrance(this, deduplication, super::route);
        this.upkeep = new GroupUpkeep(this, groups, shelf);
        shelf.open(
                messageReferences,
                new LookAhead(
                        QueueInternals.memorySize(this), Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP),
                upkeep::left);
    }

    @Override
    void configure(@Nullable QueueSettings changed) {
        if (changed != null) {
            synchronized (this) {
                groups.limitTo(changed.fifo().maxInFlightPerGroup());
                groups.arrange();
            }
            deduplication.configure(changed.fifo().deduplication());
        }
        super.configure(changed);
        hasRoom();
    }

    // ---- sending --------------------------------------------------------------------------------------------------

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        entrance.route(message, routing);
    }

    /** A purge forgets what was sent before; taking out some messages does not. */
    @Override
    public int deleteMatchingReferences(int flushLimit, @Nullable Filter filter, AckReason reason) throws Exception {
        int deleted = super.deleteMatchingReferences(flushLimit, filter, reason);
        if (filter == null) {
            deduplication.clear();
        }
        return deleted;
    }

    /** Artemis deletes no queue by itself that would forget ids before their time. */
    @Override
    public boolean isAutoDelete() {
        return super.isAutoDelete() && deduplication.isEmpty();
    }

    /** The queue is gone; Artemis removes what still comes when it looks for something to deliver. */
    void forgetDuplicates() {
        isGone = true;
        deduplication.delete();
        deliverAsync();
    }

    @Override
    public void addTail(MessageReference reference, boolean direct) {
        SimpleString known = entrance.takeGroupOf(reference);
        boolean delayed = (known == null || delaysAll()) && delay(reference);
        synchronized (this) {
            SimpleString group =
                    numbers.accept(reference, known == null ? GroupName.of(reference.getMessage()) : known);
            if (scheduleIfPossible(reference)) {
                holdBack(reference, delayed);
                upkeep.arrange();
            } else {
                if (!reference.isPaged()) {
                    incrementMesssagesAdded();
                }
                Seat seat = await(reference, group);
                upkeep.arrange();
                shelf.readOnPast(seat);
            }
        }
        if (getConsumerCount() > 0 || isPaging() || isGone) {
            deliverAsync(); // else a consumer that comes looks for what waits
        }
    }

    private boolean delaysAll() {
        QueueSettings current = settings();
        return current != null && !current.delay().isZero();
    }

    /** Whether there is more of the queue than is in memory. */
    boolean isPaging() {
        return getPageSubscription() != null && getPageSubscription().isPaging();
    }

    // super would put the message where its priority says
    @Override
    public synchronized void reload(MessageReference reference) {
        boolean delayed = delay(reference);
        numbers.reload(reference);
        deduplication.reload(reference.getMessage(), GroupName.of(reference.getMessage()));
        if (scheduledDeliveryHandler.checkAndSchedule(reference, true)) {
            holdBack(reference, delayed);
        } else {
            await(reference);
        }
        groups.arrange();
        if (!reference.isPaged()) {
            incrementMesssagesAdded();
        }
    }

    @Override
    public void reloadSequence(MessageReference reference) {
        numbers.reload(reference);
    }

    private void await(MessageReference reference) {
        await(reference, GroupName.of(reference.getMessage()));
    }

    private Seat await(MessageReference reference, SimpleString group) {
        addRefSize(reference);
        refAdded(reference);
        Seat seat = shelf.seatFor(reference);
        seat.group = groups.add(group, reference.getSequence(), seat);
        return seat;
    }

    /** @param always whether the group waits even if it steps over what is delayed */
    private void holdBack(MessageReference reference, boolean always) {
        QueueSettings current = settings();
        SimpleString group = GroupName.of(reference.getMessage());
        if (always || current == null || current.fifo().retryMode() == RetryMode.BLOCK_GROUP) {
            groups.sendAway(group, reference.getSequence());
        } else {
            groups.end(group, reference.getSequence(), nanoTime());
        }
    }

    // ---- coming back ----------------------------------------------------------------------------------------------

    @Override
    void comeBack(List<MessageReference> references, boolean scheduling) {
        synchronized (this) {
            Map<SimpleString, Long> firstOfGroup = new HashMap<>();
            for (MessageReference reference : references) {
                if (reference.isAlreadyAcked()) {
                    continue;
                }
                boolean delayed = !scheduling && scheduledDeliveryHandler.checkAndSchedule(reference, false);
                if (delayed) {
                    holdBack(reference, false);
                } else {
                    reference.setInDelivery(false);
                    await(reference);
                }
                if (!scheduling && !(delayed && stepsOver())) {
                    firstOfGroup.merge(GroupName.of(reference.getMessage()), reference.getSequence(), Math::min);
                }
            }
            firstOfGroup.forEach(this::recallBehind);
            upkeep.arrange();
            // consumers that passed these messages before take them for passed, unless others are in front of them
            resetAllIterators();
        }
        deliverAsync();
    }

    private boolean stepsOver() {
        QueueSettings current = settings();
        return current != null && current.fifo().retryMode() == RetryMode.STEP_OVER;
    }

    /** What was delivered behind a message that came back comes back too, so that it is not settled before it. */
    private void recallBehind(SimpleString group, long number) {
        groups.holderBehind(group, number).ifPresent(holder -> {
            List<LeasedReference> recalled = holder.recall(lease -> isOf(group, lease) && lease.getSequence() > number);
            schedule(() -> returns().recall(recalled), 0);
        });
    }

    private static boolean isOf(SimpleString group, MessageReference reference) {
        return GroupName.of(reference.getMessage()).equals(group);
    }

    @Override
    boolean isBehindAny(LeasedReference lease, List<Lease> returning) {
        SimpleString group = GroupName.of(lease.getMessage());
        return !(stepsOver() && delaysRetries())
                && returning.stream()
                        .map(LeasedReference.class::cast)
                        .anyMatch(other -> other.getSequence() < lease.getSequence() && isOf(group, other));
    }

    @Override
    boolean honoursLateSettlements() {
        return false;
    }

    /** Artemis does not tell two deliveries of a message to one client apart, so it depends on whose turn it is. */
    @Override
    synchronized boolean maySettleInPlaceOf(LeasedReference successor) {
        SimpleString group = GroupName.of(successor.getMessage());
        long number = successor.getSequence();
        return !groups.isAnyWaitingBefore(group, number)
                && successor.holder().leases().stream()
                        .noneMatch(lease -> lease.getSequence() < number
                                && lease.state() == Lease.State.HELD
                                && isOf(group, lease));
    }

    // ---- going out ------------------------------------------------------------------------------------------------

    @Override
    Admission admission(MessageReference reference, LeasedConsumer consumer) {
        Seat seat = shelf.seatOf(reference);
        long number = reference.getSequence();
        return seat == null || seat.group == null
                ? groups.admission(GroupName.of(reference.getMessage()), number, consumer)
                : groups.admission(seat.group, number, consumer);
    }

    @Override
    @Nullable
    LeasedConsumer recipientOf(MessageReference reference) {
        return groups.ownerOf(waiting(reference));
    }

    @Override
    void refused(MessageReference reference, Admission admission) {
        if (admission == Admission.PARKED) {
            shelf.noteStop(reference);
        } else {
            groups.refuse(waiting(reference));
        }
    }

    @Override
    void notAsked(MessageReference reference) {
        shelf.noteStop(reference);
    }

    @Override
    void handedOver(LeasedReference lease, long nowNanos) {
        var group = waiting(lease.inner());
        lease.takenFrom(group);
        groups.take(group, lease.getSequence(), lease.holder(), lease.holder().groupPace(), nowNanos);
        upkeep.moved();
    }

    @Override
    synchronized void passed(LeasedConsumer holder, List<Lease> leases, long nowNanos) {
        upkeep.endAllWritten();
        for (Lease lease : leases) {
            LeasedReference reference = (LeasedReference) lease;
            var group = reference.group();
            if (group != null) {
                groups.pass(group, reference.getSequence(), holder, nowNanos);
            }
        }
        upkeep.arrange();
    }

    private MessageGroup<SimpleString, Seat, LeasedConsumer> waiting(MessageReference reference) {
        Seat seat = Objects.requireNonNull(shelf.seatOf(reference), "a message that waits has a seat");
        return Objects.requireNonNull(seat.group, "a message that waits has a group");
    }

    @Override
    public void acknowledge(
            Transaction tx,
            MessageReference reference,
            AckReason reason,
            @Nullable ServerConsumer consumer,
            boolean delivering)
            throws Exception {
        if (!(reference instanceof LeasedReference)) {
            deduplication.leaving(reference.getMessageID());
        }
        super.acknowledge(tx, reference, reason, consumer, delivering);
    }

    @Override
    void acknowledgeInner(MessageReference inner, Acknowledgement ack) throws Exception {
        deduplication.leaving(inner.getMessageID());
        super.acknowledgeInner(inner, ack);
    }

    @Override
    void acknowledgeByItself(MessageReference inner, Acknowledgement ack) throws Exception {
        upkeep.leavesLater(inner);
        try {
            super.acknowledgeByItself(inner, ack);
        } finally {
            upkeep.leavesLater(null);
        }
    }

    @Override
    public void postAcknowledge(MessageReference reference, AckReason reason, boolean delivering) {
        boolean ended = upkeep.end(reference);
        super.postAcknowledge(reference, reason, delivering);
        if (ended) {
            upkeep.arrangeAndDeliver();
        }
    }

    /** Where a group is worked on strictly one by one, the next message waits for the disk. */
    @Override
    boolean asksForWrittenAcknowledgements() {
        QueueSettings current = settings();
        return current != null && !current.fifo().maxInFlightPerGroup().isOneByOne();
    }

    @Override
    void acknowledged(WrittenAcknowledgements acknowledged) {
        upkeep.acknowledged(acknowledged);
    }

    @Override
    void hasRoom() {
        upkeep.hasRoom();
    }

    @Override
    public void reacknowledge(Transaction tx, MessageReference reference) throws Exception {
        super.reacknowledge(tx, reference);
        synchronized (this) {
            groups.sendAway(GroupName.of(reference.getMessage()), reference.getSequence());
            groups.arrange();
        }
    }

    // ---- what Artemis has of its own and this queue does without ---------------------------------------------------

    @Override
    public synchronized boolean changeReferencePriority(long messageId, byte newPriority) {
        return false; // the message would go to the end of its group
    }

    @Override
    public synchronized int changeReferencesPriority(@Nullable Filter filter, byte newPriority) {
        return 0;
    }
}
