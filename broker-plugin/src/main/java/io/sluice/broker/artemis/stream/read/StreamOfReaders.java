package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.artemis.stream.AliasBinding;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.visibility.VisibilitySettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The readers of one stream. For any thread. */
final class StreamOfReaders {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamOfReaders.class);

    /** A reader with a position of its own shares nothing with others, so nobody waits for what it holds. */
    private static final ConsumerGroupSettings OF_SHARD_READERS = new ConsumerGroupSettings(
            ConsumerGroupSettings.DEFAULT.startPosition(), VisibilitySettings.MAXIMUM_TIMEOUT, Optional.empty());

    private final ActiveMQServer server;
    private final LeasedQueueFactory factory;
    private final Stream stream;
    private final CheckpointStore store;
    private final Map<String, GroupReader> groups = new ConcurrentHashMap<>();
    private final Map<String, ShardQueue> shards = new ConcurrentHashMap<>();
    private volatile Map<String, ConsumerGroupSettings> configured;

    StreamOfReaders(ActiveMQServer server, LeasedQueueFactory factory, Stream stream) {
        this.server = server;
        this.factory = factory;
        this.stream = stream;
        this.configured = stream.settings().consumerGroups();
        this.store = new CheckpointStore(server.getStorageManager());
    }

    String name() {
        return stream.name();
    }

    Optional<ShardLog> log(ShardId shard) {
        return stream.log().shard(shard);
    }

    Set<String> storedGroups() {
        return store.groups(stream.name());
    }

    Set<String> groups() {
        return new TreeSet<>(groups.keySet());
    }

    Optional<GroupReader> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    ConsumerGroupSettings settings(String group) {
        return configured.getOrDefault(group, ConsumerGroupSettings.DEFAULT);
    }

    void configure(Map<String, ConsumerGroupSettings> changed) {
        configured = Map.copyOf(changed);
        groups.values().forEach(group -> {
            group.configure(settings(group.name()));
            setDeletable(group);
        });
    }

    /** @param stays whether the reader is a group that is there, with its checkpoint, until it is deleted */
    Queue make(String reader, BrokerInternals.QueueParts parts, boolean stays) {
        Optional<ShardLog> log = ReaderNames.shardOf(reader).flatMap(this::log);
        if (log.isPresent()) {
            ShardQueue queue = new ShardQueue(
                    server, factory, parts, stream, log.get(), GroupReader.queueSettings(OF_SHARD_READERS));
            shards.put(reader, queue);
            return queue;
        }
        StoredCheckpoints stored = stays ? new StoredCheckpoints(server, store, stream.name(), reader) : null;
        ConsumerGroupSettings settings = settings(reader);
        GroupReader group = new GroupReader(reader, stream, new ReaderHost(server, factory), parts, settings, stored);
        setDeletable(group);
        group.begin(settings);
        groups.put(reader, group);
        return group.queue();
    }

    private void setDeletable(GroupReader group) {
        if (configured.containsKey(group.name())) {
            group.queue().refuseDeletion();
        } else {
            group.queue().allowDeletion();
        }
    }

    /** A queue was made: what it reads is found, and stored if it is to stay. */
    void created(Queue queue) {
        addAliases(queue);
        for (GroupReader group : groups.values()) {
            if (group.queue() == queue) {
                group.flush();
            }
        }
    }

    /** Has a queue found by the names that clients of all protocols look for. */
    private void addAliases(Queue queue) {
        String reader = ReaderNames.readerOf(queue.getName().toString(), stream.name());
        if (!isReader(queue, reader)) {
            return;
        }
        for (String alias : ReaderNames.all(reader, stream.name())) {
            SimpleString name = SimpleString.of(alias);
            if (server.getPostOffice().getBinding(name) == null) {
                try {
                    server.getPostOffice().addBinding(new AliasBinding(queue, name, server.getNodeID()));
                } catch (Exception e) {
                    LOGGER.error("reader {} of stream {} cannot be found as {}", reader, stream.name(), alias, e);
                }
            }
        }
    }

    private boolean isReader(Queue queue, String reader) {
        GroupReader group = groups.get(reader);
        return shards.get(reader) == queue || group != null && group.queue() == queue;
    }

    void destroyed(Queue queue) {
        String reader = ReaderNames.readerOf(queue.getName().toString(), stream.name());
        if (!isReader(queue, reader)) {
            return;
        }
        shards.remove(reader);
        GroupReader group = groups.remove(reader);
        try {
            if (group != null) {
                group.forget();
            }
            removeAliases(queue, reader);
        } catch (Exception e) {
            LOGGER.error("reader {} of stream {} could not be removed altogether", reader, stream.name(), e);
        }
    }

    private void removeAliases(Queue queue, String reader) throws Exception {
        for (String alias : ReaderNames.all(reader, stream.name())) {
            Binding binding = server.getPostOffice().getBinding(SimpleString.of(alias));
            if (binding instanceof AliasBinding && binding.getBindable() == queue) {
                server.getPostOffice().removeBinding(binding.getUniqueName(), null, false);
            }
        }
    }

    /** Records of these shards can be read. */
    void readable(Set<ShardId> these) {
        groups.values().forEach(group -> group.reading().readable(these));
        shards.values().forEach(queue -> queue.readable(these));
    }

    void shardsChanged() {
        groups.values().forEach(GroupReader::shardsChanged);
        shards.values().forEach(queue -> queue.forEachReading(Reading::lookAtAll));
    }

    void stop() {
        groups.values().forEach(group -> group.reading().stop());
        shards.values().forEach(queue -> queue.forEachReading(Reading::stop));
    }

    /** Lets all queues be deleted. @return the queues */
    List<Queue> release() {
        List<Queue> queues = new ArrayList<>(shards.values());
        groups.values().forEach(group -> {
            group.queue().allowDeletion();
            queues.add(group.queue());
        });
        return queues;
    }
}
