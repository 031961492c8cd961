package io.sluice.broker.artemis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.paging.cursor.PageSubscription;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalRecordIds;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.persistence.impl.journal.codec.DeliveryCountUpdateEncoding;
import org.apache.activemq.artemis.core.persistence.impl.journal.codec.LargeMessagePersister;
import org.apache.activemq.artemis.core.persistence.impl.journal.codec.RefEncoding;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.QueueFactory;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.core.server.impl.QueueFactoryImpl;
import org.apache.activemq.artemis.core.server.impl.RefsOperation;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionPropertyIndexes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that Sluice does with Artemis beyond its documented interfaces.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code ActiveMQServerImpl.replaceQueueFactory}</td><td>the only way to have queues of an own class; marked for
 * tests in Artemis</td></tr>
 * <tr><td>{@code DeliveryCountUpdateEncoding}, {@code UPDATE_DELIVERY_COUNT}</td><td>storing a receive count without
 * making the acknowledgement on the same thread wait for the disk</td></tr>
 * <tr><td>{@code ADD_MESSAGE_PROTOCOL}, {@code ADD_LARGE_MESSAGE} and {@code ADD_REF} as updates</td><td>a message of a
 * FIFO queue whose sequence number changed while it was accepted is stored again</td></tr>
 * <tr><td>list of waiting messages of {@code QueueImpl}</td><td>a FIFO queue keeps messages that nobody may receive yet at
 * the lowest priority of that list</td></tr>
 * <tr><td>monitor of {@code ServerSessionImpl}</td><td>who sends an AMQP message, for the rights of control
 * requests</td></tr>
 * <tr><td>{@code PostOfficeImpl.getDuplicateIDCaches}</td><td>deduplication by time instead of by count, stored in
 * Artemis' own records</td></tr>
 * <tr><td>{@code RefsOperation}</td><td>OpenWire clients deliver again by themselves what they roll back, so it must not
 * return to the queue; what a transaction acknowledged returns when a lease in it runs out, before its client ends it</td></tr>
 * </table>
 *
 * What is needed of queues is in {@link QueueInternals}, of consumers in {@link ConsumerInternals}, of paging in {@link PagingInternals}. {@code BrokerInternalsIT} fails when one of them behaves
 * differently; {@link HostCheck} refuses a broker that lacks one.
 */
public final class BrokerInternals {

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerInternals.class);

    private static final IOCompletion NOBODY_WAITS = new IOCompletion() {
        @Override
        public void storeLineUp() {
            // nothing waits in line for the record
        }

        @Override
        public void done() {
            // nothing waits for the record
        }

        @Override
        public void onError(int errorCode, String errorMessage) {
            LOGGER.error("a receive count could not be stored: {} (error {})", errorMessage, errorCode);
        }
    };

    private BrokerInternals() {}

    /** The arguments of the constructor of {@code QueueImpl} that differ from queue to queue. */
    public record QueueParts(
            QueueConfiguration configuration,
            @Nullable Filter filter,
            @Nullable PageSubscription pageSubscription,
            QueueFactory factory) {

        /** The same for a queue that knows nothing of Artemis' message groups. */
        public QueueParts withoutGroups() {
            return new QueueParts(
                    QueueConfiguration.of(configuration).setGroupBuckets(0), filter, pageSubscription, factory);
        }

        public @Nullable PagingStore pagingStore() {
            return pageSubscription == null ? null : pageSubscription.getPagingStore();
        }
    }

    /** Collects what a queue is built from, as {@code QueueFactoryImpl} does. */
    public static QueueParts queueParts(
            QueueConfiguration configuration,
            PagingManager pagingManager,
            @Nullable Filter filter,
            QueueFactory factory) {
        return new QueueParts(
                configuration,
                filter,
                QueueFactoryImpl.getPageSubscription(configuration, pagingManager, filter),
                factory);
    }

    /** The queue factory that is in force. */
    public static QueueFactory queueFactory(ActiveMQServer server) {
        return impl(server).getQueueFactory();
    }

    /** Has all queues built by another factory from now on. */
    public static void replaceQueueFactory(ActiveMQServer server, QueueFactory factory) {
        impl(server).replaceQueueFactory(factory);
    }

    /** Has the duplicate ids of an address kept, and loaded from the journal, by another cache. */
    public static void replaceDuplicateIds(ActiveMQServer server, SimpleString address, DuplicateIDCache ids) {
        postOffice(server).getDuplicateIDCaches().put(address, ids);
    }

    /** Has the duplicate ids of an address kept by nobody. */
    public static void forgetDuplicateIds(ActiveMQServer server, SimpleString address) {
        postOffice(server).getDuplicateIDCaches().remove(address);
    }

    private static PostOfficeImpl postOffice(ActiveMQServer server) {
        if (server.getPostOffice() instanceof PostOfficeImpl known) {
            return known;
        }
        throw new IllegalStateException("Sluice cannot work with a post office of class "
                + server.getPostOffice().getClass().getName());
    }

    /**
     * Stores the receive count of a durable message. The record is on disk as soon as the journal writes its buffer. Unlike
     * {@code StorageManager.updateDeliveryCount} it does not make the client's next answer wait for that.
     */
    public static void storeDeliveryCount(ActiveMQServer server, MessageReference reference) throws Exception {
        Journal journal = server.getStorageManager().getMessageJournal();
        int count = reference.getDeliveryCount();
        if (journal == null || count == reference.getPersistedCount()) {
            return;
        }
        reference.setPersistedCount(count);
        journal.tryAppendUpdateRecord(
                reference.getMessageID(),
                JournalRecordIds.UPDATE_DELIVERY_COUNT,
                new DeliveryCountUpdateEncoding(reference.getQueue().getID(), count),
                true,
                true,
                (id, found) -> {},
                NOBODY_WAITS);
    }

    /** Stores a changed message again, in the place of what was stored of it before. Like {@link #storeDeliveryCount} it makes nobody wait. */
    public static void storeAgain(ActiveMQServer server, MessageReference reference) throws Exception {
        StorageManager storage = server.getStorageManager();
        Journal journal = storage.getMessageJournal();
        if (journal != null) {
            storeAgain(
                    journal,
                    storage.generateID(),
                    reference.getMessage(),
                    reference.getQueue().getID());
        }
    }

    /**
     * The journal replays the records of a message in their order: the message, and that the queue has it. A message that no queue has is
     * deleted ({@code PostOfficeJournalLoader.handleNoMessageReferences}), so that a crash must leave both or neither.
     */
    static void storeAgain(Journal journal, long transaction, Message message, long queue) throws Exception {
        boolean large = message instanceof LargeServerMessageImpl;
        journal.appendUpdateRecordTransactional(
                transaction,
                message.getMessageID(),
                large ? JournalRecordIds.ADD_LARGE_MESSAGE : JournalRecordIds.ADD_MESSAGE_PROTOCOL,
                large ? LargeMessagePersister.getInstance() : message.getPersister(),
                message);
        journal.appendUpdateRecordTransactional(
                transaction, message.getMessageID(), JournalRecordIds.ADD_REF, new RefEncoding(queue));
        journal.appendCommitRecord(transaction, true, NOBODY_WAITS, false);
    }

    /**
     * Leaves a client's transaction so that its commit fails with the given reason, and its session begins a new one.
     *
     * @return false if the transaction has ended, or is prepared or suspended: then it is as before
     */
    public static boolean failCommit(Transaction transaction, ActiveMQException reason) {
        Transaction.State state = transaction.getState();
        if (state == Transaction.State.ACTIVE || state == Transaction.State.ROLLBACK_ONLY) {
            transaction.markAsRollbackOnly(reason);
        }
        return transaction.getState() == Transaction.State.ROLLBACK_ONLY;
    }

    /**
     * Returns messages that a transaction acknowledges to their queues, as its rollback would, and takes them out of it.
     * The transaction must not be committed any more, and is still to be rolled back; that may be under way, but must not have come to the
     * journal.
     *
     * @param which of the messages that it acknowledges
     */
    public static void returnAcknowledged(
            ActiveMQServer server, Transaction transaction, Predicate<MessageReference> which) {
        List<MessageReference> acknowledged = acknowledgedIn(transaction);
        List<MessageReference> returned = acknowledged.stream().filter(which).toList();
        acknowledged.removeIf(which);
        returnAll(server, transaction, returned);
    }

    /** Returns messages in delivery to their queues, as the rollback of this transaction would if it acknowledged them. */
    public static void returnAll(ActiveMQServer server, Transaction transaction, List<MessageReference> references) {
        if (!references.isEmpty()) {
            RefsOperation returning =
                    new RefsOperation(references.get(0).getQueue(), AckReason.NORMAL, server.getStorageManager());
            returning.getReferencesToAcknowledge().addAll(references);
            returning.afterRollback(transaction);
        }
    }

    /**
     * The session that is sending the message that is being routed on this thread.
     *
     * <p>The AMQP protocol does not name it in the routing context. But Artemis routes inside {@code ServerSession.send},
     * which is synchronized, so it is the session whose monitor this thread holds.
     *
     * @return null if the broker itself sends the message
     */
    public static @Nullable ServerSession sendingSession(ActiveMQServer server, RoutingContext routing) {
        ServerSession named = routing.getServerSession();
        if (named != null) {
            return named;
        }
        for (ServerSession session : server.getSessions()) {
            if (Thread.holdsLock(session)) {
                return session;
            }
        }
        return null;
    }

    /**
     * The messages that a transaction acknowledges, in order; the list itself, so that what is removed from it is not returned
     * to its queue when the transaction is rolled back.
     */
    public static List<MessageReference> acknowledgedIn(Transaction transaction) {
        return transaction.getProperty(TransactionPropertyIndexes.REFS_OPERATION) instanceof RefsOperation operation
                ? operation.getReferencesToAcknowledge()
                : new ArrayList<>();
    }

    /** Whether a transaction acknowledges anything, other than what is only noted to be acknowledged when it commits. */
    public static boolean isAcknowledging(Transaction transaction) {
        return transaction.getProperty(TransactionPropertyIndexes.REFS_OPERATION) != null;
    }

    /** Rolls back what failed half-way; a second failure only adds to the log. */
    public static void rollBackQuietly(Transaction transaction) {
        if (!transaction.tryRollback()) {
            LOGGER.error("transaction {} could not be rolled back", transaction.getID());
        }
    }

    /**
     * Checks that the Artemis on the class path has everything that Sluice uses of it, and warns about a release that
     * Sluice was not tested on.
     *
     * @throws IllegalStateException with all that is missing or changed
     */
    public static void requireKnown() {
        HostCheck.requireKnown();
        HostVersion.warnIfUntested();
    }

    /** Checks that the server is of a kind that Sluice can work in. @throws IllegalStateException if it is not */
    public static void requireKnown(ActiveMQServer server) {
        impl(server);
        try {
            QueueInternals.requireKnown();
            ConsumerInternals.requireKnown();
            PagingInternals.requireKnown();
            if (hasAmqp()) {
                AmqpInternals.requireKnown();
                AmqpMessageInternals.requireKnown();
            }
        } catch (ExceptionInInitializerError e) {
            throw new IllegalStateException("Sluice cannot work in this version of Artemis: " + e.getCause(), e);
        }
    }

    /** Whether the broker has Artemis' AMQP module; it is a jar of its own. */
    public static boolean hasAmqp() {
        return hasClass("org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerSenderContext");
    }

    /** Whether the broker has Artemis' STOMP module; it is a jar of its own. */
    public static boolean hasStomp() {
        return hasClass("org.apache.activemq.artemis.core.protocol.stomp.StompFrameInterceptor");
    }

    /** Whether the broker has Artemis' MQTT module; it is a jar of its own. */
    public static boolean hasMqtt() {
        return hasClass("org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor");
    }

    private static boolean hasClass(String name) {
        try {
            Class.forName(name, false, BrokerInternals.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static ActiveMQServerImpl impl(ActiveMQServer server) {
        if (server instanceof ActiveMQServerImpl known) {
            return known;
        }
        throw new IllegalStateException("Sluice cannot work in a broker of class "
                + server.getClass().getName() + "; it needs Apache Artemis' ActiveMQServerImpl");
    }
}
