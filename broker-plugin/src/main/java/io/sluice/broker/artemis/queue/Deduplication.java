package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationId;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.IdMemory;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Lets a message into a queue only if its deduplication id was not accepted within the window. A duplicate is accepted
 * and not enqueued: its sender notices nothing.
 *
 * <p>The id is written in the transaction that stores its message, so a crash leaves both or none. A message that is sent
 * without a transaction to a queue is stored with its id in it ({@link IdsInMessages}); a large one, one that goes to a page,
 * and one that is published to a topic get a transaction of their own.
 *
 * <h2>What bypasses it</h2>
 *
 * Messages that the broker itself moves here ({@link BrokerRouting#isMove}): they were accepted once, and a dead letter that
 * was redriven and fails again within the window is not a duplicate. What a divert copies here is sent by a client.
 *
 * <p>Thread-safe.
 */
final class Deduplication {

    /** Where messages enter that may. */
    interface Entrance {

        /** Adds the queue to the routing context of the message. */
        void route(Message message, RoutingContext routing) throws Exception;

        /** Changes the message for the last time before it is stored: each change after it is encoded costs another time. */
        default void complete(Message message) {}

        /** The same for a message that tells its id, and so has to tell when it was accepted. */
        default void complete(Message message, long acceptedMillis) {
            throw new IllegalStateException("only messages in a queue tell their ids");
        }
    }

    /** What messages enter. */
    enum Kind {
        /** A queue, which may keep the ids of its messages in these. */
        QUEUE("queue"),
        TOPIC("topic");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * The broker that it works in.
     *
     * @param memory of all ids of that broker
     */
    record Host(ActiveMQServer server, IdMemory memory, DeduplicationListener listener) {}

    private final ActiveMQServer server;
    private final Kind kind;
    private final String queue;
    private final DeduplicationListener listener;
    private final IdMemory memory;
    private final RememberedIds ids;
    private final AcceptedSends accepted;
    private volatile DeduplicationSettings settings;

    Deduplication(Host host, Kind kind, SimpleString queue, SimpleString address, DeduplicationSettings settings) {
        this.server = host.server();
        this.kind = kind;
        this.queue = queue.toString();
        this.listener = host.listener();
        this.memory = host.memory();
        this.settings = settings;
        this.ids = new RememberedIds(server, queue, address, memory);
        this.accepted = new AcceptedSends(server, ids);
    }

    void configure(DeduplicationSettings changed) {
        settings = changed;
    }

    /**
     * Routes a message into the queue unless it is a duplicate.
     *
     * @param group the group of the message
     * @throws ActiveMQException if it has no id, or its id is under way in an open transaction, or finds no room
     */
    void route(Message message, RoutingContext routing, SimpleString group, Entrance entrance) throws Exception {
        if (BrokerRouting.isMove(server, message, routing)) {
            IdsInMessages.keepOut(message);
            entrance.route(message, routing);
            entrance.complete(message);
            return;
        }
        DeduplicationId id = idOf(message, routing);
        DeduplicationKey key = DeduplicationKey.of(settings.scope(), group, id);
        Transaction callers = routing.getTransaction();
        boolean withId = kind == Kind.QUEUE
                && !message.isLargeMessage()
                && isSentAlone(callers, routing.getAddress(message))
                && !isPaging(routing, message);
        Transaction tx = withId ? null : callers == null ? new TransactionImpl(server.getStorageManager()) : callers;
        boolean isAlone = callers == null || SingleSend.is(callers);
        switch (ids.offer(key, tx == null ? message : tx, isAlone)) {
            case NEW -> {
                if (tx == null) {
                    accepted.enterWithId(message, routing, key, entrance);
                } else {
                    IdsInMessages.keepOut(message);
                    accepted.enter(
                            message, routing, new AcceptedSends.Reserving(tx, ids.new Reserved(key, tx)), entrance);
                }
            }
            case DUPLICATE, COMMITTING -> {
                ids.stored().waitForAllBefore();
                accepted.drop(message, routing);
                listener.duplicateDropped(queue);
            }
            case UNDECIDED, UNDER_WAY -> throw undecided(id, message, routing);
            case FULL -> throw full(message, routing);
        }
    }

    private ActiveMQException undecided(DeduplicationId id, Message message, RoutingContext routing) {
        return refusal(
                "the deduplication id " + id.value()
                        + " is being sent in another transaction that has not ended yet; send it again later",
                message,
                routing);
    }

    private ActiveMQException full(Message message, RoutingContext routing) {
        return refusal(
                "there is no room for more than " + memory.places() + " deduplication ids within "
                        + memory.window().toSeconds() + " seconds in all FIFO queues and topics; send more slowly",
                message,
                routing);
    }

    /** What Artemis stores in one transaction, because several queues get it, stays together. */
    private boolean isSentAlone(@Nullable Transaction callers, SimpleString address) throws Exception {
        if (callers == null) {
            return true;
        }
        Bindings bindings = SingleSend.is(callers) ? server.getPostOffice().lookupBindingsForAddress(address) : null;
        return bindings != null && bindings.getBindings().size() == 1;
    }

    private boolean isPaging(RoutingContext routing, Message message) throws Exception {
        PagingStore pages = server.getPagingManager().getPageStore(routing.getAddress(message));
        return pages != null && pages.isPaging();
    }

    private DeduplicationId idOf(Message message, RoutingContext routing) throws ActiveMQException {
        return SentId.of(message, settings.contentBased())
                .orElseThrow(() -> refusal(
                        "The " + kind
                                + " should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
                                + "provided explicitly",
                        message,
                        routing));
    }

    private ActiveMQException refusal(String reason, Message message, RoutingContext routing) {
        return LeasedQueue.refusal(
                "InvalidParameterValue: " + reason + " (" + kind + " " + queue + ").", message, routing);
    }

    /** A message is about to leave the queue. */
    void leaving(long messageId) throws Exception {
        ids.inMessages().leaving(messageId);
    }

    /** A message was found in the journal when the broker started. */
    void reload(Message message, SimpleString group) {
        long acceptedMillis = IdsInMessages.acceptedMillis(message);
        if (acceptedMillis > System.currentTimeMillis() - memory.window().toMillis()) {
            SentId.of(message, settings.contentBased())
                    .ifPresent(id -> ids.addLoaded(
                            message.getMessageID(), DeduplicationKey.of(settings.scope(), group, id), acceptedMillis));
        }
    }

    /** Whether nothing is lost if the ids are forgotten. */
    boolean isEmpty() {
        return ids.isEmpty();
    }

    /** Forgets all accepted ids, as a purge of the queue does. */
    void clear() {
        ids.clear();
    }

    /** Forgets all ids, because the queue is deleted. */
    void delete() {
        ids.delete();
    }
}
