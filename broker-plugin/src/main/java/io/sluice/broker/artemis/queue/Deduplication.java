package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fifo.DeduplicationId;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.fifo.UnwrittenIds;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.postoffice.Bindings;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
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

    private record Reserving(Transaction tx, RememberedIds.Reserved id) {}

    private final ActiveMQServer server;
    private final Kind kind;
    private final String queue;
    private final DeduplicationListener listener;
    private final NowhereQueue nowhere;
    private final IdMemory memory;
    private final RememberedIds ids;
    private volatile DeduplicationSettings settings;

    Deduplication(Host host, Kind kind, SimpleString queue, SimpleString address, DeduplicationSettings settings) {
        this.server = host.server();
        this.kind = kind;
        this.queue = queue.toString();
        this.listener = host.listener();
        this.memory = host.memory();
        this.settings = settings;
        this.nowhere = new NowhereQueue(server);
        this.ids = new RememberedIds(server, queue, address, memory);
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
                    enterWithId(message, routing, key, entrance);
                } else {
                    IdsInMessages.keepOut(message);
                    enter(message, routing, new Reserving(tx, ids.new Reserved(key, tx)), entrance);
                }
            }
            case DUPLICATE -> {
                ids.stored().waitForAllBefore();
                drop(message, routing);
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

    private void enter(Message message, RoutingContext routing, Reserving reserving, Entrance entrance)
            throws Exception {
        Transaction callers = routing.getTransaction();
        try {
            if (message.isDurable()) {
                reserving.id().store();
            }
            if (callers == null) {
                enterAlone(message, routing, reserving, entrance);
            } else {
                entrance.route(message, routing);
                entrance.complete(message);
                callers.addOperation(reserving.id());
            }
        } catch (Exception e) {
            reserving.id().afterRollback(reserving.tx());
            if (callers != null) {
                callers.markAsRollbackOnly(new ActiveMQException(e.getMessage()));
            }
            throw e;
        }
    }

    private void enterAlone(Message message, RoutingContext routing, Reserving reserving, Entrance entrance)
            throws Exception {
        try {
            RoutingContextImpl own = routedInto(entrance, message, routing, reserving.tx());
            reserving.tx().addOperation(reserving.id());
            if (own.getQueueCount() == 0) {
                reserving.tx().rollback();
                return;
            }
            entrance.complete(message);
            server.getPostOffice().processRoute(message, own, false);
            reserving.tx().commit();
            nowhere.take(routing);
        } catch (Exception e) {
            BrokerInternals.rollBackQuietly(reserving.tx());
            throw e;
        }
    }

    private static RoutingContextImpl routedInto(
            Entrance entrance, Message message, RoutingContext routing, @Nullable Transaction tx) throws Exception {
        RoutingContextImpl own = new RoutingContextImpl(tx);
        own.setRoutingType(routing.getRoutingType());
        own.setAddress(routing.getAddress(message));
        own.setServerSession(routing.getServerSession());
        entrance.route(message, own);
        return own;
    }

    /** Lets a message into a queue that stores it without a transaction. */
    private void enterWithId(Message message, RoutingContext routing, DeduplicationKey key, Entrance entrance)
            throws Exception {
        UnwrittenIds.Entry entry = null;
        try {
            RoutingContextImpl own = routedInto(entrance, message, routing, null);
            if (own.getQueueCount() == 0) {
                ids.withdraw(key, message);
                return;
            }
            if (message.isDurable()) {
                entry = ids.inMessages().add(message, key, System.currentTimeMillis());
            }
            entrance.complete(message);
            server.getPostOffice().processRoute(message, own, false);
        } catch (Exception e) {
            withdraw(key, message, entry);
            throw e;
        }
        nowhere.take(routing);
        SingleSend.leave(routing);
        ids.accept(key, StoredIds.NONE);
        if (entry != null) {
            ids.inMessages().stored(entry, message.isPaged());
        }
    }

    private void withdraw(DeduplicationKey key, Object owner, UnwrittenIds.@Nullable Entry entry) {
        if (entry != null) {
            ids.inMessages().withdraw(entry);
        }
        ids.withdraw(key, owner);
    }

    /** A message is about to leave the queue. */
    void leaving(long messageId) throws Exception {
        ids.inMessages().leaving(messageId);
    }

    private void drop(Message message, RoutingContext routing) throws Exception {
        if (message.isLargeMessage()) {
            ((LargeServerMessage) message).deleteFile();
        }
        nowhere.take(routing);
        listener.duplicateDropped(queue);
    }

    /** A message was found in the journal when the broker started. */
    void reload(Message message, SimpleString group) {
        long accepted = IdsInMessages.acceptedMillis(message);
        if (accepted > System.currentTimeMillis() - memory.window().toMillis()) {
            SentId.of(message, settings.contentBased())
                    .ifPresent(id -> ids.addLoaded(DeduplicationKey.of(settings.scope(), group, id), accepted));
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
