package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.fifo.IdMemory;
import io.sluice.broker.queue.QueueCatalog;
import io.sluice.broker.queue.QueueSettings;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.postoffice.PostOffice;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.QueueFactory;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link LeasedQueue} or {@link FifoQueue} for each queue that the configuration names or a topic has as a subscriber, and
 * leaves all others to Artemis.
 *
 * <p>Last-value, ring, non-destructive, temporary and internal queues always stay Artemis' own. Called by whatever thread
 * creates or reloads a queue.
 */
public final class LeasedQueueFactory implements QueueFactory {

    private static final long NO_RING = -1;

    private final QueueFactory plain;
    private final QueueContext context;
    private final Map<String, LeasedQueue> leased = new ConcurrentHashMap<>();
    private final Map<String, Function<BrokerInternals.QueueParts, Queue>> special = new ConcurrentHashMap<>();
    private final Map<String, Function<BrokerInternals.QueueParts, Queue>> specialPrefixes = new ConcurrentHashMap<>();
    private volatile QueueCatalog catalog;
    private volatile Predicate<String> isSubscriber = name -> false;
    private volatile Readers readers = configuration -> null;

    /** Knows which queues read streams. */
    public interface Readers {
        /** What makes the queue; null if it is not one of a stream's readers. */
        @Nullable
        Function<BrokerInternals.QueueParts, Queue> makerOf(QueueConfiguration configuration);
    }

    public LeasedQueueFactory(
            ActiveMQServer server,
            QueueCatalog catalog,
            ClientSessions sessions,
            QueueListeners listeners,
            IdMemory ids) {
        this.plain = BrokerInternals.queueFactory(server);
        this.catalog = catalog;
        server.getRemotingService().addIncomingInterceptor(new CoreAcknowledgements());
        OpenWireProtocol.listen(server, sessions);
        this.context = new QueueContext(
                server,
                sessions,
                new DeadLetters(server),
                listeners,
                ids,
                server.getExecutorFactory().getExecutor());
    }

    /** Puts a new configuration in force for the queues that exist and those that will. */
    public void configure(QueueCatalog newCatalog) {
        catalog = newCatalog;
        leased.forEach(
                (name, queue) -> queue.configure(newCatalog.settingsOf(name).orElse(null)));
    }

    /** Has one queue built in a way of its own. */
    public void makeSpecial(String queueName, Function<BrokerInternals.QueueParts, Queue> maker) {
        special.put(queueName, maker);
    }

    /** Has all queues built in a way of their own whose names begin like this. */
    public void makeAllSpecial(String prefix, Function<BrokerInternals.QueueParts, Queue> maker) {
        specialPrefixes.put(prefix, maker);
    }

    private @Nullable Function<BrokerInternals.QueueParts, Queue> specialMakerOf(String name) {
        return specialPrefixes.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(special.get(name));
    }

    /** Has queues built that can hold a message together, for those that get what topics publish; by their names. */
    public void serveTopics(Predicate<String> isSubscribed) {
        isSubscriber = isSubscribed;
    }

    /** Has the queues of streams' readers built in their own way. */
    public void serveStreams(Readers streams) {
        readers = streams;
    }

    /**
     * Makes a queue for a reader of a stream. Its memory is limited by the reader, so nothing of it is charged to the stream's
     * address, where it would hold up those who put.
     */
    public RecordQueue recordQueue(BrokerInternals.QueueParts parts, QueueSettings settings, RecordOrder order) {
        return new RecordQueue(context, parts, settings, order);
    }

    /** Whether messages of this queue are received on leases. */
    public boolean isLeased(String queueName) {
        return leased.containsKey(queueName);
    }

    /** Does something for each queue whose messages are received on leases, by its name. */
    public void forEachLeased(Consumer<String> action) {
        leased.keySet().forEach(action);
    }

    @Override
    public Queue createQueueWith(QueueConfiguration configuration, PagingManager pagingManager, @Nullable Filter filter)
            throws Exception {
        String name = String.valueOf(configuration.getName());
        // asked first: the first who asks has topics read, whose queues are special
        boolean isSubscriber = isSubscriber(name);
        Function<BrokerInternals.QueueParts, Queue> maker = specialMakerOf(name);
        if (maker != null) {
            return watched(maker.apply(BrokerInternals.queueParts(configuration, pagingManager, filter, this)));
        }
        Function<BrokerInternals.QueueParts, Queue> reader = readers.makerOf(configuration);
        if (reader != null) {
            return watched(reader.apply(new BrokerInternals.QueueParts(configuration, null, null, this)));
        }
        Optional<QueueSettings> settings = catalog.settingsOf(name);
        if (!isOrdinary(configuration) || settings.isEmpty() && !isSubscriber) {
            return plain.createQueueWith(configuration, pagingManager, filter);
        }
        BrokerInternals.QueueParts parts = BrokerInternals.queueParts(configuration, pagingManager, filter, this);
        LeasedQueue queue = settings.isPresent() && FifoSettings.isFifo(name)
                ? FifoQueue.of(context, parts, settings.get())
                : new LeasedQueue(context, parts, settings.orElse(null));
        leased.put(name, queue);
        return watched(queue);
    }

    /** Subscribers that the configuration does not name are plain queues that can share messages. */
    private boolean isSubscriber(String name) {
        return isSubscriber.test(name) && !FifoSettings.isFifo(name);
    }

    private Queue watched(Queue queue) {
        context.server().getCriticalAnalyzer().add(queue);
        return queue;
    }

    private static boolean isOrdinary(QueueConfiguration configuration) {
        boolean special = is(configuration.isInternal())
                || is(configuration.isTemporary())
                || is(configuration.isNonDestructive())
                || is(configuration.isLastValue())
                || configuration.getLastValueKey() != null
                        && !configuration.getLastValueKey().isEmpty()
                || configuration.getRingSize() != null && configuration.getRingSize() != NO_RING;
        return !special;
    }

    private static boolean is(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    /** The leased queue of this name, for requests of operators and applications. */
    public Optional<QueueLeases> leasesOf(String queueName) {
        return Optional.ofNullable(leased.get(queueName)).map(QueueLeases::new);
    }

    @Override
    public void queueRemoved(Queue queue) {
        leased.remove(queue.getName().toString(), queue);
        if (queue instanceof FifoQueue fifo) {
            fifo.forgetDuplicates();
        }
        plain.queueRemoved(queue);
    }

    @Override
    public void setPostOffice(PostOffice postOffice) {
        plain.setPostOffice(postOffice);
    }
}
