package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.UnwrittenIds;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What was sent and is no duplicate, on its way into its queue or topic: a message and its id get there together, or
 * neither does. Thread-safe.
 */
final class AcceptedSends {

    /** An id that was reserved, and the transaction that it was reserved by. */
    record Reserving(Transaction tx, RememberedIds.Reserved id) {}

    private final ActiveMQServer server;
    private final RememberedIds ids;
    private final NowhereQueue nowhere;

    AcceptedSends(ActiveMQServer server, RememberedIds ids) {
        this.server = server;
        this.ids = ids;
        this.nowhere = new NowhereQueue(server);
    }

    /** Lets a message into the queue or topic as part of a transaction, the sender's or one of its own. */
    void enter(Message message, RoutingContext routing, Reserving reserving, Deduplication.Entrance entrance)
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

    private void enterAlone(
            Message message, RoutingContext routing, Reserving reserving, Deduplication.Entrance entrance)
            throws Exception {
        try {
            RoutingContextImpl own = ownContext(message, routing, reserving.tx());
            entrance.route(message, own);
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

    private static RoutingContextImpl ownContext(Message message, RoutingContext routing, @Nullable Transaction tx) {
        RoutingContextImpl own = new RoutingContextImpl(tx);
        own.setRoutingType(routing.getRoutingType());
        own.setAddress(routing.getAddress(message));
        own.setServerSession(routing.getServerSession());
        return own;
    }

    /** Lets a message into a queue that stores it without a transaction. */
    void enterWithId(Message message, RoutingContext routing, DeduplicationKey key, Deduplication.Entrance entrance)
            throws Exception {
        RoutingContext own = routing.getQueueCount() == 0 ? routing : ownContext(message, routing, null);
        Transaction callers = routing.getTransaction();
        UnwrittenIds.Entry entry = null;
        try {
            own.setTransaction(null);
            entrance.route(message, own);
            if (own.getQueueCount() == 0) {
                ids.withdraw(key, message);
                return;
            }
            if (message.isDurable()) {
                long now = System.currentTimeMillis();
                entry = ids.inMessages().add(message, key, now);
                entrance.complete(message, now);
            } else {
                entrance.complete(message);
            }
            server.getPostOffice().processRoute(message, own, false);
        } catch (Exception e) {
            withdraw(key, message, entry);
            throw e;
        } finally {
            routing.setTransaction(callers);
        }
        if (own == routing) {
            routing.clear();
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

    /** Has a duplicate end here. */
    void drop(Message message, RoutingContext routing) throws Exception {
        if (message.isLargeMessage()) {
            ((LargeServerMessage) message).deleteFile();
        }
        nowhere.take(routing);
    }
}
