package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.RefusedSends;
import io.sluice.broker.artemis.binding.Fates.Failure;
import io.sluice.broker.artemis.binding.Fates.Target;
import io.sluice.broker.artemis.envelope.Letters;
import io.sluice.broker.artemis.envelope.UndeliverableException;
import io.sluice.broker.artemis.queue.FifoTopicEntrance;
import io.sluice.broker.artemis.queue.SharedMessages;
import io.sluice.broker.redrive.DeadLetterReason;
import java.util.List;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;

/**
 * The way of one message into the queues of all that get it: subscriptions, and the queues of the topic's own address, which
 * are those of JMS subscribers. All get it or none does, without a transaction of the sender too; and each gets it once,
 * however many of its subscriptions match.
 *
 * <p>Queues of subscriptions hold one message together where they can ({@link SharedMessages}). A queue gets a copy of its own
 * if it is a FIFO queue, which writes into its messages; if its address is paging; if it is a queue of Artemis, which would
 * charge the topic; or if the message is large, because Artemis deletes the file of one that an address has no room for.
 * A subscription that does not get messages as they were published gets a {@linkplain Letters letter} of its own.
 *
 * <p>Whether a queue has room is asked before anything is stored. What does not get into a queue goes to the dead-letter queue
 * of the subscription. If it has none, the message is refused for all, unless the queue's address drops what it has no room for.
 */
final class Publication {

    private final TopicContext context;
    private final Topic topic;
    private final Message message;
    private final Evaluation evaluation;
    private final Letters letters;
    private final Fates fates = new Fates();
    private final RoomProbe probe = new RoomProbe();

    Publication(TopicContext context, Topic topic, Message message, Evaluation evaluation) {
        this.context = context;
        this.topic = topic;
        this.message = message;
        this.evaluation = evaluation;
        this.letters = new Letters(context.server(), context.identity(), topic.name(), message);
    }

    void route(RoutingContext routing) throws Exception {
        try {
            letters.check();
            chooseAll(evaluation.matched());
        } catch (ActiveMQException refused) {
            fail(routing.getTransaction(), refused);
            throw RefusedSends.note(refused, message, routing);
        }
        Bindings others = others();
        boolean mayBeLetters = letters.areForAll() || topic.hasEnvelopes();
        if (fates.sharing().isEmpty() && fates.copying().isEmpty() && !fates.isAnyDeadLetter() && !mayBeLetters) {
            routeTo(others, routing);
            count(routing.getTransaction());
        } else if (others == null && isWholeByItself(routing)) {
            fates.sharing().forEach(target -> routing.addQueue(context.shared(), target.queue()));
            count(routing.getTransaction());
        } else {
            routeTogether(others, routing);
        }
    }

    // ---- choice ---------------------------------------------------------------------------------------------------

    private void chooseAll(List<Subscription> matched) throws Exception {
        ChosenNames chosen = new ChosenNames(matched.size());
        for (Subscription subscription : matched) {
            SimpleString name = subscription.queueName();
            if (name != null && chosen.add(name)) {
                choose(subscription, name);
            } else if (name != null) {
                fates.goesAlong(subscription, name);
            }
        }
    }

    /** A queue of the topic's own address gets the message anyway. */
    private void choose(Subscription subscription, SimpleString name) throws Exception {
        Queue queue = subscription.queue(context.server(), topic.address());
        if (subscription.isQueueOfTopic(context.server(), topic.address())) {
            fates.arrivesElsewhere(subscription);
            return;
        }
        Message letter = null;
        if (letters.areFor(subscription.settings())) {
            letter = letterTo(subscription, name);
            if (letter == null) {
                return;
            }
        }
        if (queue == null) {
            Message given = letter == null ? message : letter;
            fates.failures().add(new Failure(subscription, name, DeadLetterReason.QUEUE_DOES_NOT_EXIST, given));
        } else {
            place(new Target(subscription, queue, letter), letter == null ? message : letter);
        }
    }

    private void place(Target target, Message given) throws Exception {
        Queue queue = target.queue();
        QueueRoom room = QueueRoom.in(queue.getPagingStore());
        boolean canShare = SharedMessages.canBeSharedBy(queue);
        if (room == QueueRoom.NONE || room == QueueRoom.NONE_AND_SILENT) {
            fail(
                    new Failure(target.subscription(), queue.getName(), DeadLetterReason.QUEUE_FULL, given),
                    room == QueueRoom.NONE
                            ? new ActiveMQAddressFullException("Queue " + queue.getName() + ", a subscriber of topic "
                                    + topic.address() + ", is full.")
                            : null);
        } else if (given == message && room == QueueRoom.IN_MEMORY && canShare && !message.isLargeMessage()) {
            if (isTaken(target, given)) {
                fates.sharing().add(target);
            }
        } else if (given == message || !canShare || isTaken(target, given)) {
            fates.copying().add(target);
        }
    }

    /** Null if the message cannot be put into a letter; then it goes to the dead-letter queue as it is. */
    private @Nullable Message letterTo(Subscription subscription, SimpleString queue) throws ActiveMQException {
        try {
            return letters.to(subscription.name(), subscription.settings());
        } catch (UndeliverableException e) {
            fail(
                    new Failure(subscription, queue, DeadLetterReason.DELIVERY_REFUSED, message),
                    new ActiveMQException(
                            "InvalidParameter: the message cannot be put into the envelope that subscription "
                                    + subscription.name() + " of topic " + topic.name() + " gets: " + e.getMessage()));
            return null;
        }
    }

    /** Asks the queue whether it takes what it is to be given. */
    private boolean isTaken(Target target, Message given) throws Exception {
        int before = probe.count();
        try {
            target.queue().route(given, probe);
        } catch (ActiveMQException refusal) {
            fail(
                    new Failure(
                            target.subscription(), target.queue().getName(), DeadLetterReason.REFUSED_BY_QUEUE, given),
                    refusal);
            return false;
        }
        return probe.count() > before;
    }

    /** @param refusal for all, if the subscription has no dead-letter queue; null if the message is dropped then */
    private void fail(Failure failure, @Nullable ActiveMQException refusal) throws ActiveMQException {
        if (refusal != null && failure.deadLetterQueue() == null) {
            failure.subscription().countFailed(false);
            throw refusal;
        }
        fates.failures().add(failure);
    }

    /** Whether Artemis stores the message whole or not at all by itself. */
    private boolean isWholeByItself(RoutingContext routing) {
        return fates.copying().isEmpty()
                && !fates.isAnyDeadLetter()
                && (routing.getTransaction() != null || fates.sharing().size() == 1 || !message.isDurable());
    }

    // ---- queues of the topic's own address --------------------------------------------------------------------------

    /** Null if there are none, or if a divert takes all that is sent to them. */
    private @Nullable Bindings others() throws Exception {
        Bindings bindings = context.server().getPostOffice().lookupBindingsForAddress(topic.address());
        if (bindings == null || bindings.size() <= 1) {
            return null;
        }
        boolean isDiverted = bindings.getBindings().stream()
                .anyMatch(binding -> binding != topic.binding() && binding.isExclusive() && takes(binding));
        return isDiverted ? null : bindings;
    }

    private boolean takes(Binding binding) {
        return binding.getFilter() == null || binding.getFilter().match(message);
    }

    /**
     * The second pass of Artemis, see {@link TopicBinding}. Which queues take the message by their selectors is Artemis'
     * to say; whether the policy of a durable subscriber's name lets it through, the evaluation's.
     */
    private void routeTo(@Nullable Bindings others, RoutingContext routing) throws Exception {
        if (others == null) {
            return;
        }
        RoutingContextImpl second = context(routing.getTransaction(), routing);
        second.setServerSession(routing.getServerSession());
        second.setLoadBalancingType(routing.getLoadBalancingType());
        others.route(message, second);
        for (var found : second.getContexListing().entrySet()) {
            for (Queue queue : found.getValue().getDurableQueues()) {
                if (RemoteSubscribers.keepThose(this::isForRemote, others, queue, message)) {
                    admit(found.getKey(), queue, routing);
                }
            }
            found.getValue().getNonDurableQueues().forEach(queue -> routing.addQueue(found.getKey(), queue));
        }
    }

    private boolean isForRemote(String queue) {
        Subscription subscription = topic.subscriptionOfRemote(queue);
        return subscription == null || isAccepted(subscription);
    }

    private boolean isAccepted(Subscription subscription) {
        return subscription.settings().filterPolicy().isEmpty() || evaluation.isMatched(subscription);
    }

    private void admit(SimpleString address, Queue queue, RoutingContext routing) throws Exception {
        Subscription subscription = topic.subscriptionOf(queue);
        if (subscription == null) {
            routing.addQueue(address, queue);
        } else if (isAccepted(subscription)) {
            if (letters.areFor(subscription.settings())) {
                Message letter = letterTo(subscription, queue.getName());
                if (letter != null) {
                    fates.copying().add(new Target(subscription, queue, letter));
                }
            } else {
                fates.arrivesElsewhere(subscription);
                routing.addQueue(address, queue);
            }
        }
    }

    // ---- storing ----------------------------------------------------------------------------------------------------

    private void routeTogether(@Nullable Bindings others, RoutingContext routing) throws Exception {
        Transaction callers = routing.getTransaction();
        Transaction tx = callers == null ? new TransactionImpl(storage()) : callers;
        try {
            storeAll(others, tx, routing);
            count(tx);
            if (callers == null) {
                tx.commit();
            }
        } catch (Exception e) {
            if (callers == null) {
                BrokerInternals.rollBackQuietly(tx);
            } else {
                fail(callers, e);
            }
            throw e;
        }
        context.nowhere().take(routing);
    }

    private static void fail(@Nullable Transaction callers, Exception e) {
        if (callers != null) {
            callers.markAsRollbackOnly(
                    e instanceof ActiveMQException known ? known : new ActiveMQException(String.valueOf(e)));
        }
    }

    private void storeAll(@Nullable Bindings others, Transaction tx, RoutingContext routing) throws Exception {
        RoutingContextImpl own = context(tx, routing);
        routeTo(others, own);
        for (Target target : fates.copying()) {
            storeCopy(target, tx, routing);
        }
        for (Failure failure : fates.failures()) {
            String deadLetterQueue = failure.deadLetterQueue();
            if (deadLetterQueue != null) {
                context.deadLetters()
                        .copyUndelivered(failure.given(), failure.queue(), deadLetterQueue, failure.reason(), tx);
            }
        }
        if (own.getQueueCount() > 0 && !fates.sharing().isEmpty()) {
            RoutingContextImpl apart = context(tx, routing);
            addSharing(apart);
            store(message.copy(storage().generateID()), apart);
        } else {
            addSharing(own);
        }
        if (own.getQueueCount() > 0) {
            store(message, own);
        } else if (message.isLargeMessage()) {
            ((LargeServerMessage) message).deleteFile();
        }
    }

    private void addSharing(RoutingContext routing) {
        fates.sharing().forEach(target -> routing.addQueue(context.shared(), target.queue()));
    }

    private void storeCopy(Target target, Transaction tx, RoutingContext routing) throws Exception {
        Queue queue = target.queue();
        Message copy = target.letter();
        if (copy == null) {
            copy = message.copy(storage().generateID());
            copy.removeExtraBytesProperty(Message.HDR_ROUTE_TO_IDS);
        }
        if (FifoTopicEntrance.isFifo(queue)) {
            FifoTopicEntrance.noteId(copy);
        } else if (!SharedMessages.canBeSharedBy(queue)) {
            copy.setAddress(queue.getAddress());
            copy.setRoutingType(queue.getRoutingType());
            copy.reencode();
        }
        RoutingContextImpl own = context(tx, routing);
        own.setServerSession(routing.getServerSession());
        queue.route(copy, own);
        if (own.getQueueCount() > 0) {
            store(LargeServerMessageImpl.checkLargeMessage(copy, storage()), own);
        }
    }

    private void store(Message stored, RoutingContext routing) throws Exception {
        context.server().getPostOffice().processRoute(stored, routing, false);
    }

    private static RoutingContextImpl context(Transaction tx, RoutingContext callers) {
        RoutingContextImpl own = new RoutingContextImpl(tx);
        own.setRoutingType(callers.getRoutingType());
        own.setAddress(callers.getAddress());
        own.setReusable(false);
        return own;
    }

    private StorageManager storage() {
        return context.server().getStorageManager();
    }

    // ---- counting ---------------------------------------------------------------------------------------------------

    private void count(@Nullable Transaction tx) {
        if (tx == null) {
            count();
        } else {
            tx.addOperation(new TransactionOperationAbstract() {
                @Override
                public void afterCommit(Transaction committed) {
                    count();
                }
            });
        }
    }

    private void count() {
        fates.count(context.listeners());
    }
}
