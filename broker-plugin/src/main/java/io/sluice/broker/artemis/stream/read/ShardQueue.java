package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.ConsumerInternals;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.artemis.queue.RecordQueue;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.segment.ShardLog;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException;
import org.apache.activemq.artemis.api.core.ActiveMQInvalidFilterExpressionException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;

/**
 * What consumers of one shard attach to that are in no group. Each has a position of its own, so each gets a queue of its own,
 * which the broker does not know; this one holds nothing and passes on what it is told.
 */
final class ShardQueue extends QueueImpl {

    private record Own(Reading reading, RecordQueue queue) {}

    private final ActiveMQServer server;
    private final LeasedQueueFactory factory;
    private final Stream stream;
    private final ShardLog log;
    private final QueueSettings settings;
    private final Map<org.apache.activemq.artemis.core.server.Consumer, Own> readers = new ConcurrentHashMap<>();

    ShardQueue(
            ActiveMQServer server,
            LeasedQueueFactory factory,
            BrokerInternals.QueueParts parts,
            Stream stream,
            ShardLog log,
            QueueSettings settings) {
        super(
                parts.configuration(),
                null,
                null,
                null,
                server.getScheduledPool(),
                server.getPostOffice(),
                server.getStorageManager(),
                server.getAddressSettingsRepository(),
                server.getExecutorFactory().getExecutor(),
                server,
                parts.factory());
        this.server = server;
        this.factory = factory;
        this.stream = stream;
        this.log = log;
        this.settings = settings;
    }

    /** Records of these shards can be read. */
    void readable(Set<ShardId> shards) {
        if (shards.contains(log.shard())) {
            forEachReading(reading -> reading.readable(shards));
        }
    }

    /** Tells all readers something. */
    void forEachReading(Consumer<Reading> action) {
        readers.values().forEach(own -> action.accept(own.reading()));
    }

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        throw new ActiveMQIllegalStateException("InvalidParameterValue: " + getName() + " reads the stream "
                + getAddress() + "; put records to " + getAddress());
    }

    @Override
    public void addConsumer(org.apache.activemq.artemis.core.server.Consumer consumer) throws Exception {
        Own own = begin(consumer.getFilter());
        if (consumer.getFilter() != null) {
            ConsumerInternals.replaceFilter((ServerConsumer) consumer, new PositionFilter(consumer.getFilter()));
        }
        readers.put(consumer, own);
        own.queue().addConsumer(consumer);
    }

    private Own begin(@org.jspecify.annotations.Nullable Filter filter) throws Exception {
        long place;
        try {
            place = ShardPosition.of(filter, log);
        } catch (IllegalArgumentException e) {
            throw new ActiveMQInvalidFilterExpressionException("InvalidArgumentException: " + e.getMessage());
        }
        Reading reading = new Reading(
                ConsumerGroupSettings.DEFAULT,
                Checkpoints.NONE,
                server.getExecutorFactory().getExecutor());
        QueueConfiguration configuration = QueueConfiguration.of(getQueueConfiguration())
                .setId(server.getStorageManager().generateID());
        RecordQueue queue = factory.recordQueue(
                new BrokerInternals.QueueParts(configuration, null, null, factory), settings, reading);
        queue.allowDeletion();
        queue.shareExecutor(getExecutor());
        reading.serve(queue, new Pump(reading, stream, server, stream.readLimits()));
        reading.addShard(log, List.of(), place, new Checkpoint(log.shard(), place, false));
        return new Own(reading, queue);
    }

    @Override
    public void removeConsumer(org.apache.activemq.artemis.core.server.Consumer consumer) {
        Own own = readers.remove(consumer);
        if (own != null) {
            own.queue().removeConsumer(consumer);
            own.reading().stop();
            try {
                own.queue().close();
            } catch (Exception e) {
                throw new IllegalStateException("the queue of a reader could not be closed", e);
            }
        }
    }

    @Override
    public Set<org.apache.activemq.artemis.core.server.Consumer> getConsumers() {
        return new HashSet<>(readers.keySet());
    }

    @Override
    public int getConsumerCount() {
        return readers == null ? 0 : readers.size();
    }

    @Override
    public void deliverAsync() {
        if (readers != null) {
            readers.values().forEach(own -> own.queue().deliverAsync());
        }
    }
}
