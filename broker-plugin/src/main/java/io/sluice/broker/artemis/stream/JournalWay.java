package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.queue.NowhereQueue;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores records in the broker's journal, in the ingest queue, off which the writer takes them (ADR 28). */
final class JournalWay {

    private static final Logger LOGGER = LoggerFactory.getLogger(JournalWay.class);

    private final ActiveMQServer server;
    private final Queue ingest;
    private final NowhereQueue nowhere;
    private volatile UnderWay underWay = new UnderWay();

    JournalWay(ActiveMQServer server, Queue ingest) {
        this.server = server;
        this.ingest = ingest;
        this.nowhere = new NowhereQueue(server);
    }

    void attach(UnderWay before) {
        underWay = before;
    }

    /** Whether the writer has got all that the journal has. */
    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Stores a message that is being routed, in the transaction of its sender. */
    void take(Message message, RoutingContext routing) throws Exception {
        if (HeldBody.isInVolatileFile(message)) {
            storeCopy(message, routing);
        } else {
            makeRecord(message);
            store(message, routing);
        }
    }

    private void store(Message message, RoutingContext routing) throws Exception {
        Optional<HeldBody> held = HeldBody.of(message);
        if (held.isPresent()) {
            held.get().store(server.getConfiguration().isLargeMessageSync());
        }
        underWay.routing(message, routing.getTransaction());
        ingest.route(message, routing);
    }

    private static void makeRecord(Message message) {
        if (message.isDurable() && message.getExpiration() == 0) {
            return;
        }
        message.setDurable(true);
        message.setExpiration(0);
        message.reencode();
    }

    /** The file of a large message that is not durable would not survive a crash; that of a durable copy does. */
    private void storeCopy(Message message, RoutingContext routing) throws Exception {
        Message copy = durableCopy(message, server.getStorageManager().generateID());
        copy.setExpiration(0);
        RoutingContextImpl own = new RoutingContextImpl(routing.getTransaction());
        own.setRoutingType(routing.getRoutingType());
        own.setAddress(routing.getAddress());
        own.setReusable(false);
        store(copy, own);
        server.getPostOffice().processRoute(copy, own, false);
        nowhere.take(routing);
        ((LargeServerMessage) message).deleteFile();
    }

    private static Message durableCopy(Message message, long id) throws Exception {
        if (!(message instanceof ICoreMessage)) {
            return AmqpDurableCopy.of(message, id);
        }
        message.setDurable(true);
        Message copy = message.copy(id);
        message.setDurable(false);
        return copy;
    }

    /**
     * Stores a message that was routed before, in a context of its own.
     *
     * @param stored what to do when the journal has it, on any thread
     * @return whether it will be in the ingest queue
     */
    @SuppressWarnings("IllegalCatch") // the writer goes on, whatever keeps one record out of the journal
    boolean move(Message message, Runnable stored) {
        StorageManager storage = server.getStorageManager();
        OperationContext before = storage.getContext();
        storage.setContext(storage.newContext(server.getExecutorFactory().getExecutor()));
        try {
            makeRecord(message);
            RoutingContextImpl routing = new RoutingContextImpl(null);
            routing.setAddress(message.getAddressSimpleString());
            routing.setReusable(false);
            store(message, routing);
            server.getPostOffice().processRoute(message, routing, false);
            storage.afterCompleteOperations(new IOCallback() {
                @Override
                public void done() {
                    stored.run();
                }

                @Override
                public void onError(int code, String reason) {
                    LOGGER.error("message {} is not in the journal: {}", message.getMessageID(), reason);
                }
            });
            return true;
        } catch (Exception e) {
            underWay.taken(message.getMessageID());
            LOGGER.warn("message {} could not be stored in the journal: {}", message.getMessageID(), e.getMessage());
            return false;
        } finally {
            storage.setContext(before);
        }
    }
}
