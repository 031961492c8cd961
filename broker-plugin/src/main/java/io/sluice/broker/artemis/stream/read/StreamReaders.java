package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.artemis.queue.NamedQueues;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.artemis.stream.StreamListener;
import io.sluice.broker.artemis.stream.StreamsListener;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.DeadLetterPolicy;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.group.ShardLag;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.ShardMap;
import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.activemq.artemis.api.core.ActiveMQNonExistentQueueException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who reads the streams of one broker. A queue at the address of a stream is a reader of it: a shard's name stands for readers
 * with positions of their own, any other name for a consumer group, which begins to exist with its queue if
 * {@code sluice.yaml} does not name it. A durable queue makes a group that stays, with its checkpoint, until it is deleted; any
 * other one makes a group that ends with it.
 */
public final class StreamReaders implements LeasedQueueFactory.Readers, StreamsListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamReaders.class);

    private final ActiveMQServer server;
    private final LeasedQueueFactory factory;
    private volatile Consumer<String> groupsChanged = stream -> {};
    private final Map<String, StreamOfReaders> streams = new ConcurrentHashMap<>();
    /** Told apart by identity, because Artemis changes a configuration between the two calls that are about it. */
    private final Set<QueueConfiguration> lasting =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    public StreamReaders(ActiveMQServer server, LeasedQueueFactory factory) {
        this.server = server;
        this.factory = factory;
    }

    // ---- streams
    // ------------------------------------------------------------------------------------------------------

    @Override
    public void opened(Stream stream) {
        Map<String, ConsumerGroupSettings> groups = stream.settings().consumerGroups();
        StreamOfReaders opened = new StreamOfReaders(server, factory, stream);
        streams.put(stream.name(), opened);
        Set<String> names = opened.storedGroups();
        names.addAll(groups.keySet());
        createAll(stream.name(), names);
        stream.addListener(new StreamListener() {
            @Override
            public void recordsReadable(Set<ShardId> shards) {
                opened.readable(shards);
            }

            @Override
            public void shardsChanged(ShardMap map) {
                opened.shardsChanged();
            }

            @Override
            public void settingsChanged(StreamSettings settings) {
                opened.configure(settings.consumerGroups());
                createAll(stream.name(), settings.consumerGroups().keySet());
            }
        });
    }

    @Override
    public void closing(Stream stream) {
        StreamOfReaders closed = streams.remove(stream.name());
        if (closed != null) {
            closed.stop();
        }
    }

    private void createAll(String stream, Set<String> groups) {
        for (String group : groups) {
            try {
                create(stream, group);
            } catch (Exception e) {
                LOGGER.error("group {} of stream {} could not be made", group, stream, e);
            }
        }
    }

    private void create(String stream, String group) throws Exception {
        StreamOfReaders opened = streams.get(stream);
        if (opened == null || opened.group(group).isPresent()) {
            return;
        }
        Optional<DeadLetterPolicy> deadLetters = opened.settings(group).deadLetters();
        if (deadLetters.isPresent()) {
            NamedQueues.create(server, deadLetters.get().deadLetterQueue());
        }
        String name = group;
        if (server.getPostOffice().getBinding(SimpleString.of(name)) != null) {
            name = ReaderNames.unique(group, stream);
            LOGGER.warn(
                    "group {} of stream {} is read as {}::{}, because another queue of the broker is named {}",
                    group,
                    stream,
                    stream,
                    name,
                    group);
        }
        server.createQueue(
                QueueConfiguration.of(name)
                        .setAddress(stream)
                        .setRoutingType(RoutingType.MULTICAST)
                        .setAutoCreateAddress(true)
                        .setDurable(true),
                true);
    }

    /** Deletes all readers of a stream, groups with their checkpoints too, before the stream is deleted for good. */
    public void delete(String stream) throws Exception {
        StreamOfReaders deleted = streams.get(stream);
        if (deleted == null) {
            return;
        }
        for (Queue queue : deleted.release()) {
            server.destroyQueue(queue.getName(), null, false, true, false);
        }
    }

    // ---- queues
    // -------------------------------------------------------------------------------------------------------

    /** A queue is about to be made; one of a stream holds copies of what is stored, so it is not stored itself. */
    public void creating(QueueConfiguration configuration) throws ActiveMQNonExistentQueueException {
        StreamOfReaders stream = streamOf(configuration);
        if (stream == null) {
            return;
        }
        String reader = ReaderNames.readerOf(configuration.getName().toString(), stream.name());
        Optional<ShardId> shard = ReaderNames.shardOf(reader);
        boolean isMissing = shard.isPresent() ? stream.log(shard.get()).isEmpty() : ShardId.isLikeName(reader);
        if (isMissing) {
            throw new ActiveMQNonExistentQueueException(
                    "ResourceNotFoundException: stream " + stream.name() + " has no " + reader);
        }
        boolean stays = Boolean.TRUE.equals(configuration.isDurable())
                && !Boolean.TRUE.equals(configuration.isTemporary())
                && shard.isEmpty();
        if (!Boolean.TRUE.equals(configuration.isTemporary())
                && server.getPostOffice().getBinding(SimpleString.of(reader)) == null) {
            configuration.setName(reader);
        }
        configuration
                .setDurable(false)
                .setRoutingType(RoutingType.MULTICAST)
                .setFilterString((String) null)
                .setGroupBuckets(0)
                .setExclusive(false)
                .setLastValue(false)
                .setNonDestructive(false)
                .setRingSize(-1L)
                .setPurgeOnNoConsumers(false)
                .setMaxConsumers(-1)
                .setConsumersBeforeDispatch(0)
                .setDelayBeforeDispatch(-1L);
        if (stays) {
            configuration.setAutoDelete(false).setConfigurationManaged(true);
            lasting.add(configuration);
        }
    }

    @Override
    public @Nullable Function<BrokerInternals.QueueParts, Queue> makerOf(QueueConfiguration configuration) {
        StreamOfReaders stream = streamOf(configuration);
        if (stream == null) {
            return null;
        }
        String reader = ReaderNames.readerOf(configuration.getName().toString(), stream.name());
        boolean stays = lasting.remove(configuration);
        return parts -> stream.make(reader, parts, stays);
    }

    /** A queue named like its address is one that somebody thinks puts go to. */
    private @Nullable StreamOfReaders streamOf(QueueConfiguration configuration) {
        SimpleString address = configuration.getAddress();
        boolean isReader = address != null
                && !address.equals(configuration.getName())
                && !Boolean.TRUE.equals(configuration.isInternal());
        return isReader ? streams.get(address.toString()) : null;
    }

    /** A queue was made. */
    public void created(Queue queue) {
        StreamOfReaders stream = streams.get(queue.getAddress().toString());
        if (stream != null) {
            stream.created(queue);
            groupsChanged.accept(stream.name());
        }
    }

    /** A queue was deleted, or was to be and stays. */
    public void destroyed(Queue queue) {
        StreamOfReaders stream = streams.get(queue.getAddress().toString());
        if (stream != null && server.locateQueue(queue.getName()) != queue) {
            stream.destroyed(queue);
            groupsChanged.accept(stream.name());
        }
    }

    /** What an MQTT client subscribes to: a shared subscription, if it names a reader of a stream as other protocols do. */
    public String subscribing(String topicFilter) {
        int separator = topicFilter.indexOf(CompositeAddress.SEPARATOR);
        if (separator < 0) {
            return topicFilter;
        }
        String stream = topicFilter.substring(0, separator);
        String reader = topicFilter.substring(separator + CompositeAddress.SEPARATOR.length());
        return streams.containsKey(stream.replace('/', '.')) ? "$share/" + reader + "/" + stream : topicFilter;
    }

    // ---- what operators ask
    // -------------------------------------------------------------------------------------------

    /** Has somebody told the name of a stream when it may have other groups. */
    public void whenGroupsChange(Consumer<String> listener) {
        groupsChanged = listener;
    }

    /** The groups of a stream, by name; none if there is no such stream. */
    public Set<String> groups(String stream) {
        StreamOfReaders opened = streams.get(stream);
        return opened == null ? Set.of() : opened.groups();
    }

    /**
     * Sends a group elsewhere; stored when this returns. What is in flight is forgotten: its acknowledgement changes nothing.
     *
     * @throws IllegalArgumentException if there is no such group, or the position is not in the stream
     */
    public void seek(String stream, String group, StartPosition position) throws IOException {
        GroupReader reader = existing(stream, group);
        Map<ShardId, Long> places = new TreeMap<>();
        for (ShardLog log : reader.logs()) {
            if (isIn(log.shard(), position)) {
                places.put(log.shard(), log.placeOf(position));
            }
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException(position + " is not in stream " + stream);
        }
        reader.reading().seek(places);
        reader.flush();
    }

    private static boolean isIn(ShardId shard, StartPosition position) {
        if (position instanceof StartPosition.AtSequenceNumber at) {
            return at.number().shard().equals(shard);
        }
        return !(position instanceof StartPosition.AfterSequenceNumber after)
                || after.number().shard().equals(shard);
    }

    /**
     * How far a group is behind, shard by shard.
     *
     * @throws IllegalArgumentException if there is no such group
     */
    public List<ShardLag> lags(String stream, String group) throws IOException {
        return existing(stream, group).lags();
    }

    /** How far a group is behind if this is where it is; empty if there is no such group, or the shard is not kept any more. */
    public Optional<ShardLag> lag(String stream, String group, Checkpoint at) throws IOException {
        Optional<GroupReader> reader = reader(stream, group);
        return reader.isPresent() ? reader.get().lag(at) : Optional.empty();
    }

    /** How far a group is in each shard, and what it was given; nothing if there is no such group. */
    public List<GroupState> states(String stream, String group) {
        return reader(stream, group).map(reader -> reader.reading().states()).orElse(List.of());
    }

    /** The same of one shard; empty if there is no such group, or it does not read that shard. */
    public Optional<GroupState> state(String stream, String group, ShardId shard) {
        return reader(stream, group).flatMap(reader -> reader.reading().state(shard));
    }

    private Optional<GroupReader> reader(String stream, String group) {
        return Optional.ofNullable(streams.get(stream)).flatMap(opened -> opened.group(group));
    }

    private GroupReader existing(String stream, String group) {
        return reader(stream, group)
                .orElseThrow(() -> new IllegalArgumentException(
                        "ResourceNotFoundException: stream " + stream + " has no consumer group " + group));
    }
}
