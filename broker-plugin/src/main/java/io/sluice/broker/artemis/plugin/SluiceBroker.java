package io.sluice.broker.artemis.plugin;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.broker.admin.stream.StreamActions;
import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.binding.TopicControl;
import io.sluice.broker.artemis.binding.TopicListeners;
import io.sluice.broker.artemis.binding.Topics;
import io.sluice.broker.artemis.delivery.EndpointDeliveries;
import io.sluice.broker.artemis.delivery.PushListeners;
import io.sluice.broker.artemis.interceptor.ReattachGuard;
import io.sluice.broker.artemis.management.ControlDesk;
import io.sluice.broker.artemis.management.ControlQueue;
import io.sluice.broker.artemis.mqtt.MqttPackets;
import io.sluice.broker.artemis.queue.ClientSessions;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.artemis.queue.NamedQueues;
import io.sluice.broker.artemis.queue.QueueAddresses;
import io.sluice.broker.artemis.queue.QueueListeners;
import io.sluice.broker.artemis.redrive.MoveTasks;
import io.sluice.broker.artemis.redrive.RedriveControl;
import io.sluice.broker.artemis.stomp.StompFrames;
import io.sluice.broker.artemis.stream.StreamEnvironment;
import io.sluice.broker.artemis.stream.Streams;
import io.sluice.broker.artemis.stream.control.StreamDesk;
import io.sluice.broker.artemis.stream.control.StreamGroups;
import io.sluice.broker.artemis.stream.read.StreamReaders;
import io.sluice.broker.fifo.IdMemory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.security.SecurityAuth;
import org.apache.activemq.artemis.core.server.ActivateCallback;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.impl.AddressInfo;
import org.apache.activemq.artemis.core.server.metrics.MetricsManager;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerAddressPlugin;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerQueuePlugin;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerSessionPlugin;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.protocol.SessionCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sluice inside one broker: reads the configuration, has queues built by {@link LeasedQueueFactory}, creates what the
 * configuration names, and applies changes of the file while the broker runs.
 *
 * <p>Artemis registers it before it loads the journal, and again each time the broker is started.
 */
final class SluiceBroker
        implements ActiveMQServerSessionPlugin, ActiveMQServerAddressPlugin, ActiveMQServerQueuePlugin {

    private static final Logger LOGGER = LoggerFactory.getLogger(SluiceBroker.class);

    private final Path file;
    private final PluginComposition composition;
    private final ClientSessions sessions = new ClientSessions();
    private volatile PluginComposition.Configuration configuration;
    private volatile @Nullable EndpointDeliveries deliveries;
    private volatile @Nullable LeasedQueueFactory queues;
    private volatile @Nullable Topics topics;
    private volatile @Nullable Streams streams;
    private volatile @Nullable StreamDesk streamRequests;
    private volatile @Nullable StreamReaders readers;
    private volatile @Nullable ActiveMQServer host;

    /** @throws RuntimeException if the file cannot be used */
    SluiceBroker(Path file, PluginComposition composition) {
        this.file = file;
        this.composition = composition;
        this.configuration = composition.read(file);
    }

    @Override
    public void registered(ActiveMQServer server) {
        BrokerInternals.requireKnown(server);
        PluginComposition.Listeners listeners = composition.listeners(registryOf(server));
        IdMemory ids = composition.ids();
        LeasedQueueFactory factory =
                new LeasedQueueFactory(server, configuration.queues(), sessions, listenersOfQueues(listeners), ids);
        MoveTasks tasks = new MoveTasks(server, () -> configuration.queues(), listeners.moveTasks());
        EndpointDeliveries pushes = deliveriesOf(server, listeners);
        Topics started = topicsOf(server, listeners, pushes, ids);
        factory.serveTopics(started::isSubscriber);
        StreamDesk streamDesk = streamDeskOf(server, factory, listeners);
        Map<String, ControlDesk.Action> actions = new HashMap<>(ControlDesk.leaseActions(server, factory));
        List.of(tasks.actions(), started.actions(), pushes.actions(), streamDesk.actions())
                .forEach(actions::putAll);
        ControlDesk desk = new ControlDesk(server, actions, StreamActions.NAMES);
        factory.makeSpecial(ControlQueue.NAME, parts -> new ControlQueue(server, parts, desk));
        BrokerInternals.replaceQueueFactory(server, factory);
        queues = factory;
        topics = started;
        host = server;
        watchConnections(server, started);
        server.registerActivateCallback(new ActivateCallback() {
            @Override
            public void activated() {
                activate(server, started);
                factory.forEachLeased(name -> QueueAddresses.putQueueFirst(server, SimpleString.of(name)));
                begin(server, tasks, started, pushes);
            }

            @Override
            public void preDeActivate() {
                pushes.stop();
                streamDesk.stop();
                tasks.stop();
                RedriveControl.unregister(server);
                TopicControl.unregister(server);
            }
        });
    }

    /** The streams of the broker, once it is started. */
    Optional<Streams> streams() {
        return Optional.ofNullable(streams);
    }

    private static void begin(ActiveMQServer server, MoveTasks tasks, Topics started, EndpointDeliveries pushes) {
        tasks.activate();
        RedriveControl.register(server, tasks);
        TopicControl.register(server, started);
        pushes.activate();
        started.prepare();
    }

    private Topics topicsOf(
            ActiveMQServer server, PluginComposition.Listeners listeners, EndpointDeliveries pushes, IdMemory ids) {
        return new Topics(
                server,
                configuration.topics(),
                new TopicListeners(listeners.subscriptions(), listeners.deduplication(), listeners.redrive()),
                pushes,
                ids);
    }

    private static QueueListeners listenersOfQueues(PluginComposition.Listeners listeners) {
        return new QueueListeners(listeners.visibility(), listeners.redrive(), listeners.deduplication());
    }

    private void watchConnections(ActiveMQServer server, Topics started) {
        server.getRemotingService().addIncomingInterceptor(new ReattachGuard(server));
        if (BrokerInternals.hasStomp()) {
            StompFrames.watch(server, sessions, started::isTopic);
        }
        if (BrokerInternals.hasMqtt()) {
            MqttPackets.watch(server, sessions::leaving, this::putQueueFirst, this::nameOfShare);
        }
    }

    private String nameOfShare(String topicFilter) {
        StreamReaders reading = readers;
        return reading == null ? topicFilter : reading.subscribing(topicFilter);
    }

    private EndpointDeliveries deliveriesOf(ActiveMQServer server, PluginComposition.Listeners listeners) {
        EndpointDeliveries made = new EndpointDeliveries(
                server, composition.deliveries(), new PushListeners(listeners.deliveries(), listeners.redrive()));
        made.configure(configuration.endpoints(), configuration.pushes());
        deliveries = made;
        return made;
    }

    private StreamDesk streamDeskOf(
            ActiveMQServer server, LeasedQueueFactory factory, PluginComposition.Listeners listeners) {
        Streams records = new Streams(
                server,
                configuration.streams(),
                factory,
                new StreamEnvironment(composition.streamThreads(), composition.clock()));
        StreamReaders reading = new StreamReaders(server, factory);
        records.addListener(reading);
        factory.serveStreams(reading);
        StreamDesk made = new StreamDesk(
                server, records, new StreamGroups(reading), configuration.streams(), listeners.streams());
        streams = records;
        readers = reading;
        streamRequests = made;
        return made;
    }

    private static @Nullable MeterRegistry registryOf(ActiveMQServer server) {
        MetricsManager metrics = server.getMetricsManager();
        return metrics == null ? null : metrics.getMeterRegistry();
    }

    private void activate(ActiveMQServer server, Topics started) {
        try {
            refuseNamesOfStreams(configuration);
            NamedQueues.create(server, ControlQueue.NAME);
            createNamedQueues(server);
            started.activate();
            StreamDesk records = streamRequests;
            if (records != null) {
                records.activate();
            }
            server.getReloadManager().addCallback(file.toUri().toURL(), url -> reload(server));
        } catch (Exception e) {
            throw new IllegalStateException("the queues and topics of " + file + " could not be created", e);
        }
        LOGGER.info("{}", composition.describe(configuration));
    }

    /** The file does not know which streams were created by requests. */
    private void refuseNamesOfStreams(PluginComposition.Configuration read) {
        StreamDesk records = streamRequests;
        if (records != null) {
            Set<String> names = new HashSet<>(read.queues().namedQueues().keySet());
            names.addAll(read.topics().topics().keySet());
            records.refuse(names);
        }
    }

    private void createNamedQueues(ActiveMQServer server) throws Exception {
        for (String name : configuration.queues().namedQueues().keySet()) {
            NamedQueues.create(server, name);
        }
    }

    /** Takes over a changed file; a bad one changes nothing. */
    private void reload(ActiveMQServer server) throws Exception {
        PluginComposition.Configuration changed;
        try {
            changed = composition.read(file);
            refuseNamesOfStreams(changed);
        } catch (RuntimeException e) {
            LOGGER.error("{} is refused, the configuration in force stays as it was: {}", file, e.getMessage());
            return;
        }
        configuration = changed;
        LeasedQueueFactory factory = queues;
        if (factory != null) {
            factory.configure(changed.queues());
        }
        createNamedQueues(server);
        if (factory != null) {
            for (String name : changed.queues().namedQueues().keySet()) {
                if (!factory.isLeased(name)) {
                    LOGGER.warn(
                            "queue {} existed before {} named it, and stays a plain queue until the broker restarts",
                            name,
                            file);
                }
            }
        }
        Topics running = topics;
        if (running != null) {
            running.configure(changed.topics());
        }
        StreamDesk records = streamRequests;
        if (records != null) {
            records.configure(changed.streams());
        }
        EndpointDeliveries pushes = deliveries;
        if (pushes != null) {
            pushes.configure(changed.endpoints(), changed.pushes());
        }
        LOGGER.info("{} was read again. {}", file, composition.describe(changed));
    }

    @Override
    public void beforeCreateSession(
            String name,
            String username,
            int minLargeMessageSize,
            RemotingConnection connection,
            boolean autoCommitSends,
            boolean autoCommitAcks,
            boolean preAcknowledge,
            boolean xa,
            String publicAddress,
            SessionCallback callback,
            boolean autoCreateQueues,
            OperationContext context,
            Map<SimpleString, RoutingType> prefixes) {
        sessions.creating(name, autoCommitSends, autoCommitAcks, preAcknowledge, xa);
    }

    @Override
    public void beforeCloseSession(ServerSession session, boolean failed) {
        if (failed) {
            sessions.failing(session);
        }
    }

    @Override
    public void afterCloseSession(ServerSession session, boolean failed) {
        sessions.closed(session);
    }

    @Override
    public void afterUpdateAddress(AddressInfo address) {
        putQueueFirst(address.getName());
    }

    @Override
    public void beforeRemoveAddress(SimpleString address) throws ActiveMQException {
        Streams records = streams;
        if (records != null) {
            records.removingAddress(address);
        }
        Topics running = topics;
        if (running != null) {
            running.removingAddress(address);
        }
    }

    @Override
    public void afterRemoveAddress(SimpleString address, AddressInfo removed) {
        Topics running = topics;
        if (running != null) {
            running.removedAddress(address);
        }
    }

    @Override
    public void beforeDestroyQueue(
            Queue queue,
            SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean autoDeleteAddress)
            throws ActiveMQException {
        Streams records = streams;
        if (records != null) {
            records.removingQueue(queue.getName());
        }
    }

    @Override
    public void afterDestroyQueue(
            Queue queue,
            SimpleString address,
            SecurityAuth session,
            boolean checkConsumerCount,
            boolean removeConsumers,
            boolean autoDeleteAddress) {
        Topics running = topics;
        if (running != null) {
            running.removedQueue(address, queue.getName());
        }
        StreamReaders reading = readers;
        if (reading != null) {
            reading.destroyed(queue);
        }
    }

    @Override
    public void beforeCreateQueue(QueueConfiguration queue) throws ActiveMQException {
        StreamReaders reading = readers;
        if (reading != null) {
            reading.creating(queue);
        }
    }

    @Override
    public void afterCreateQueue(Queue queue) {
        putQueueFirst(queue.getAddress());
        StreamReaders reading = readers;
        if (reading != null) {
            reading.created(queue);
        }
    }

    private void putQueueFirst(SimpleString address) {
        ActiveMQServer server = host;
        if (server != null) {
            QueueAddresses.putQueueFirst(server, address);
        }
    }
}
