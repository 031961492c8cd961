package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.StoredIds.Stored;
import io.sluice.broker.fifo.DeduplicationId;
import io.sluice.broker.fifo.DeduplicationKey;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.fifo.DeduplicationSettings;
import io.sluice.broker.fifo.DeduplicationWindow;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.impl.RoutingContextImpl;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;
import org.jspecify.annotations.Nullable;

/**
 * Lets a message into a queue only if its deduplication id was not accepted within the window. A duplicate is accepted
 * and not enqueued: its sender notices nothing.
 *
 * <p>The id is written in the transaction that stores its message, so a crash leaves both or none. A message that is sent
 * without a transaction gets one of its own for that.
 *
 * <h2>What bypasses it</h2>
 *
 * Messages that the broker itself moves here: they were accepted once, and a dead letter that was redriven and fails again
 * within the window is not a duplicate.
 *
 * <p>Thread-safe; the window is guarded by itself.
 */
final class Deduplication {

    /** Adds the queue to the routing context of a message that may enter it. */
    interface Entrance {
        void route(Message message, RoutingContext routing) throws Exception;
    }

    private static final String DUPLICATE_ID = Message.HDR_DUPLICATE_DETECTION_ID.toString();
    static final SimpleString ALIAS = SimpleString.of("JMS_SQS_DeduplicationId");
    private static final String STORE_PREFIX = "sluice.deduplication.";
    private static final int BYTES_AN_ID = 80;
    private static final int PART_OF_THE_HEAP = 4;

    private final ActiveMQServer server;
    private final String kind;
    private final String queue;
    private final DeduplicationListener listener;
    private final NowhereQueue nowhere;
    private final StoredIds stored;
    private final DeduplicationWindow window;
    private boolean forgettingPlanned;
    private volatile DeduplicationSettings settings;

    /** @param kind what messages call it: {@code queue} or {@code topic} */
    Deduplication(
            ActiveMQServer server,
            String kind,
            SimpleString queue,
            SimpleString address,
            DeduplicationSettings settings,
            DeduplicationListener listener) {
        this.server = server;
        this.kind = kind;
        this.queue = queue.toString();
        this.listener = listener;
        this.settings = settings;
        this.nowhere = new NowhereQueue(server);
        SimpleString store = SimpleString.of(STORE_PREFIX + queue);
        this.stored = new StoredIds(server.getStorageManager(), store);
        this.window = new DeduplicationWindow(DeduplicationSettings.WINDOW, maximumIds());
        BrokerInternals.replaceDuplicateIds(server, address, UncheckedIds.loading(new FromPlainQueue()));
        BrokerInternals.replaceDuplicateIds(server, store, UncheckedIds.loading(new FromJournal()));
    }

    /** Ids that fit in a quarter of the heap: with 1 GiB 3.3 million, or 11,000 messages a second for five minutes. */
    private static int maximumIds() {
        return (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP / BYTES_AN_ID);
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
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
    void route(Message message, RoutingContext routing, String group, Entrance entrance) throws Exception {
        if (isMovedByBroker(message, routing)) {
            entrance.route(message, routing);
            return;
        }
        DeduplicationId id = idOf(message);
        DeduplicationKey key = DeduplicationKey.of(settings.scope(), group, id);
        Transaction callers = routing.getTransaction();
        Transaction tx = callers == null ? new TransactionImpl(server.getStorageManager()) : callers;
        switch (offer(key, tx)) {
            case NEW -> enter(message, routing, new Reserved(key, tx), entrance);
            case DUPLICATE -> drop(message, routing);
            case DUPLICATE_OF_UNSTORED -> {
                stored.waitForAllBefore();
                drop(message, routing);
            }
            case UNDECIDED ->
                throw refusal(
                        "the deduplication id " + id.value()
                                + " is being sent in another transaction that has not ended yet; send it again later",
                        callers);
            case FULL ->
                throw refusal(
                        "there is no room for more than " + window.size() + " deduplication ids within "
                                + DeduplicationSettings.WINDOW.toMinutes() + " minutes; send more slowly",
                        callers);
        }
    }

    private static boolean isMovedByBroker(Message message, RoutingContext routing) {
        return routing instanceof BrokerRouting || message.getObjectProperty(Message.HDR_ORIG_MESSAGE_ID) != null;
    }

    private DeduplicationWindow.Verdict offer(DeduplicationKey key, Transaction tx) {
        long now = nowMillis();
        synchronized (window) {
            return window.offer(key, tx, now);
        }
    }

    private DeduplicationId idOf(Message message) throws ActiveMQException {
        String explicit = explicitId(message);
        if (explicit == null && !settings.contentBased()) {
            throw refusal(
                    "The " + kind
                            + " should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
                            + "explicitly",
                    null);
        }
        return new DeduplicationId(explicit == null ? BodyDigest.of(message) : explicit);
    }

    /** The id that its sender gave a message; null if none. */
    static @Nullable String explicitId(Message message) {
        Object id = message.getDuplicateProperty();
        if (id == null) {
            id = message.getObjectProperty(ALIAS);
        }
        if (id == null && message instanceof ICoreMessage && MqttMessages.isMqtt(message)) {
            id = MqttMessages.userProperty(message, DUPLICATE_ID);
            id = id == null ? MqttMessages.userProperty(message, ALIAS.toString()) : id;
        }
        if (id instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return id == null || id.toString().isEmpty() ? null : id.toString();
    }

    private ActiveMQException refusal(String reason, @Nullable Transaction callers) {
        ActiveMQException refusal =
                new ActiveMQException("InvalidParameterValue: " + reason + " (" + kind + " " + queue + ").");
        if (callers != null) {
            callers.markAsRollbackOnly(refusal);
        }
        return refusal;
    }

    private void enter(Message message, RoutingContext routing, Reserved reserved, Entrance entrance) throws Exception {
        try {
            if (message.isDurable()) {
                reserved.record = stored.store(new Stored(reserved.key, System.currentTimeMillis()), reserved.tx);
            }
            if (routing.getTransaction() == null) {
                enterAlone(message, routing, reserved, entrance);
            } else {
                entrance.route(message, routing);
                reserved.tx.addOperation(reserved);
            }
        } catch (Exception e) {
            reserved.afterRollback(reserved.tx);
            if (routing.getTransaction() != null) {
                routing.getTransaction().markAsRollbackOnly(new ActiveMQException(e.getMessage()));
            }
            throw e;
        }
    }

    private void enterAlone(Message message, RoutingContext routing, Reserved reserved, Entrance entrance)
            throws Exception {
        RoutingContextImpl own = new RoutingContextImpl(reserved.tx);
        own.setRoutingType(routing.getRoutingType());
        own.setAddress(routing.getAddress(message));
        try {
            entrance.route(message, own);
            reserved.tx.addOperation(reserved);
            if (own.getQueueCount() == 0) {
                reserved.tx.rollback();
                return;
            }
            server.getPostOffice().processRoute(message, own, false);
            reserved.tx.commit();
            nowhere.take(routing);
        } catch (Exception e) {
            BrokerInternals.rollBackQuietly(reserved.tx);
            throw e;
        }
    }

    private void drop(Message message, RoutingContext routing) throws Exception {
        if (message.isLargeMessage()) {
            ((LargeServerMessage) message).deleteFile();
        }
        nowhere.take(routing);
        listener.duplicateDropped(queue);
    }

    /** Forgets all accepted ids, as a purge of the queue does. */
    void clear() {
        List<Long> records = new ArrayList<>();
        synchronized (window) {
            window.clear(records::add);
        }
        stored.delete(records);
    }

    /** Forgets all ids, because the queue is deleted. */
    void delete() {
        clear();
        BrokerInternals.forgetDuplicateIds(server, stored.address());
    }

    private void forgetOld() {
        List<Long> records = new ArrayList<>();
        synchronized (window) {
            forgettingPlanned = false;
            window.forgetOld(nowMillis(), records::add);
            planForgetting();
        }
        if (server.isStarted()) {
            stored.delete(records);
        }
    }

    /** Guarded by the window. */
    private void planForgetting() {
        OptionalLong next = window.nextForgettingMillis();
        if (!forgettingPlanned && next.isPresent()) {
            forgettingPlanned = true;
            server.getScheduledPool()
                    .schedule(
                            () -> server.getThreadPool().execute(this::forgetOld),
                            Math.max(1, next.getAsLong() - nowMillis()),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** An id that a transaction sends, until that ends. */
    private final class Reserved extends TransactionOperationAbstract {

        private final DeduplicationKey key;
        private final Transaction tx;
        private long record = StoredIds.NONE;

        private Reserved(DeduplicationKey key, Transaction tx) {
            this.key = key;
            this.tx = tx;
        }

        @Override
        public void beforeCommit(Transaction committing) {
            synchronized (window) {
                window.settle(key);
            }
        }

        @Override
        public void afterCommit(Transaction committed) {
            synchronized (window) {
                window.accept(key, record, nowMillis());
                planForgetting();
            }
        }

        @Override
        public void afterRollback(Transaction rolledBack) {
            synchronized (window) {
                window.withdraw(key, tx);
            }
        }
    }

    /** Ids of Artemis' own detection, from the time before this queue had one. */
    private final class FromPlainQueue implements UncheckedIds.Loader {

        @Override
        public void load(List<Pair<byte[], Long>> ids) {
            stored.delete(ids.stream().map(Pair::getB).toList());
        }

        @Override
        public void loadPrepared(Transaction tx, byte[] id) {
            // its record is deleted after the next start
        }
    }

    /** Ids of this queue. */
    private final class FromJournal implements UncheckedIds.Loader {

        @Override
        public void load(List<Pair<byte[], Long>> ids) {
            long wall = System.currentTimeMillis();
            long now = nowMillis();
            synchronized (window) {
                ids.stream()
                        .filter(id -> StoredIds.isReadable(id.getA()))
                        .sorted((a, b) -> Long.compare(
                                Stored.of(a.getA()).sentMillis(),
                                Stored.of(b.getA()).sentMillis()))
                        .forEach(id -> {
                            Stored of = Stored.of(id.getA());
                            window.restore(of.key(), id.getB(), now - Math.max(0, wall - of.sentMillis()));
                        });
                planForgetting();
            }
        }

        @Override
        public void loadPrepared(Transaction tx, byte[] id) {
            if (StoredIds.isReadable(id)) {
                Reserved reserved = new Reserved(Stored.of(id).key(), tx);
                offer(reserved.key, tx);
                tx.addOperation(reserved);
            }
        }
    }
}
