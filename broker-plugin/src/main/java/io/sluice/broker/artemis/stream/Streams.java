package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.LeasedQueueFactory;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.HAPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.ColocatedPolicyConfiguration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of one broker, from its start to its stop. Thread-safe: changes exclude each other. */
public final class Streams {

    private static final Logger LOGGER = LoggerFactory.getLogger(Streams.class);
    private static final String FOLDER = "streams";

    /** Text is sent by Core in two bytes for each character, of which a record may count only one. */
    private static final int MOST_BYTES_SENT_PER_BYTE = 2;

    /**
     * What is held in memory may have to be written to Artemis' files when the disk of a stream refuses: there must be room for
     * what all connections can have under way.
     */
    private static final long LEAST_ROOM_BYTES = 256L * 1024 * 1024;

    private final ActiveMQServer server;
    private final StreamEnvironment environment;
    private final Map<String, RunningStream> running = new ConcurrentHashMap<>();
    private final Confirmations confirmations = new Confirmations();
    private final List<StreamsListener> listeners = new CopyOnWriteArrayList<>();
    private StreamCatalog catalog;
    private boolean isActive;

    /**
     * To be created before the broker loads its journal.
     *
     * @param ofFile what {@code sluice.yaml} says
     * @param queues builds the ingest queues
     * @param environment threads and time
     * @throws IllegalStateException if the broker cannot keep streams
     */
    public Streams(
            ActiveMQServer server, StreamCatalog ofFile, LeasedQueueFactory queues, StreamEnvironment environment) {
        this.server = server;
        this.catalog = ofFile;
        this.environment = environment;
        refuseReplication(ofFile);
        queues.makeAllSpecial(
                IngestQueue.PREFIX,
                parts -> new IngestQueue(
                        server, parts, String.valueOf(parts.configuration().getAddress())));
    }

    /** Whether the broker can keep no streams, because it replicates its journal to a backup. */
    public boolean isReplicating() {
        return replicates(server.getConfiguration().getHAPolicyConfiguration());
    }

    private void refuseReplication(StreamCatalog streams) {
        if (!streams.streams().isEmpty() && isReplicating()) {
            throw new IllegalStateException("streams are configured ("
                    + String.join(", ", streams.streams().keySet())
                    + "), but this broker replicates its journal to a backup, and the files of streams are not replicated:"
                    + " after a failover their records would be missing. Use a shared store, or remove the streams");
        }
    }

    private static boolean replicates(@Nullable HAPolicyConfiguration policy) {
        if (policy instanceof ColocatedPolicyConfiguration both) {
            return replicates(both.getPrimaryConfig()) || replicates(both.getBackupConfig());
        }
        return policy != null && policy.getType().name().startsWith("REPLICATION");
    }

    /** A stream that is open; empty if there is none of this name, or its files are damaged. */
    public Optional<Stream> stream(String name) {
        return Optional.ofNullable(running.get(name)).flatMap(RunningStream::stream);
    }

    /** All streams that are open. */
    public Collection<Stream> streams() {
        return running.values().stream()
                .flatMap(found -> found.stream().stream())
                .toList();
    }

    /** Has a listener told of streams that are opened from now on; to be called before {@link #activate}. */
    public void addListener(StreamsListener listener) {
        listeners.add(listener);
    }

    /** Opens the streams. To be called when the queues are loaded, before clients are let in. */
    public synchronized void activate() throws Exception {
        isActive = true;
        StreamFolders.clear(folder());
        deployAll();
        removeUnusedQueues();
        holdLargePuts();
        server.getAddressSettingsRepository()
                .registerListener(() -> running.values().forEach(RunningStream::applySettings));
    }

    /** Puts in force what a changed file says; a stream that it does not name any more stays as it is until the next start. */
    public synchronized void configure(StreamCatalog ofFile) throws Exception {
        refuseReplication(ofFile);
        catalog = ofFile;
        if (isActive) {
            deployAll();
        }
    }

    private void holdLargePuts() {
        HeldBytes held = new HeldBytes();
        server.getRemotingService().addIncomingInterceptor(new CoreLargePuts(server, this::mostBytesHeld, held));
        if (BrokerInternals.hasAmqp()) {
            server.registerBrokerPlugin(
                    new AmqpLargePuts(() -> !running.isEmpty(), running::containsKey, this::mostBytesHeld, held));
        }
    }

    private long mostBytesHeld(SimpleString address) {
        RunningStream found = running.get(address.toString());
        Optional<Stream> open = found == null ? Optional.empty() : found.stream();
        return open.isPresent()
                        && server.getConfiguration().getLargeMessagesLocation().getUsableSpace() >= LEAST_ROOM_BYTES
                ? MOST_BYTES_SENT_PER_BYTE
                        * open.get().settings().maximumRecordSize().bytes()
                : 0;
    }

    private void deployAll() throws Exception {
        for (Map.Entry<String, StreamSettings> entry : catalog.streams().entrySet()) {
            String name = entry.getKey();
            RunningStream known = running.get(name);
            if (known == null) {
                open(name, entry.getValue());
            } else {
                known.configure(entry.getValue());
            }
        }
    }

    private void open(String name, StreamSettings settings) throws Exception {
        RunningStream added = new RunningStream(server, name, confirmations);
        running.put(name, added);
        try {
            Stream opened = new StreamOpening(folder().resolve(name), name, settings).open(environment.clock());
            listeners.forEach(listener -> listener.opened(opened));
            added.start(opened, environment.threads());
        } catch (IOException e) {
            added.refuse("its files cannot be used: " + e.getMessage());
            LOGGER.error("stream {} can be neither written nor read: {}", name, e.getMessage(), e);
        }
    }

    /** Where the streams are kept: beside the journal, so that another broker that takes over the data has them. */
    private Path folder() {
        Path bindings = server.getConfiguration().getBindingsLocation().toPath().toAbsolutePath();
        Path parent = bindings.getParent();
        return (parent == null ? bindings : parent).resolve(FOLDER);
    }

    /** Whether there are files of a stream of this name, be it one that nobody names any more. */
    public boolean hasFiles(String name) {
        return Files.exists(folder().resolve(name));
    }

    /** What is sent to the address of a former stream must not pile up in a queue that nobody empties. */
    private void removeUnusedQueues() throws Exception {
        for (Queue queue : server.getPostOffice()
                .getAllBindings()
                .map(binding -> binding.getBindable())
                .filter(Queue.class::isInstance)
                .map(Queue.class::cast)
                .filter(queue -> IngestQueue.isName(queue.getName()))
                .filter(queue -> !running.containsKey(queue.getAddress().toString()))
                .toList()) {
            if (queue.getMessageCount() == 0) {
                RunningStream.release(queue);
                server.destroyQueue(queue.getName());
            } else {
                LOGGER.warn(
                        "{} records of stream {} wait in queue {}, but the stream is not configured any more",
                        queue.getMessageCount(),
                        queue.getAddress(),
                        queue.getName());
            }
        }
    }

    /** A queue is about to be deleted. @throws ActiveMQException if a stream needs it */
    public void removingQueue(SimpleString queue) throws ActiveMQException {
        if (IngestQueue.isName(queue) && running.values().stream().anyMatch(stream -> stream.isIngestQueue(queue))) {
            throw new ActiveMQIllegalStateException("queue " + queue + " belongs to a stream and cannot be deleted");
        }
    }

    /** An address is about to be removed. @throws ActiveMQException if it is that of a stream */
    public void removingAddress(SimpleString address) throws ActiveMQException {
        if (running.containsKey(address.toString())) {
            throw new ActiveMQIllegalStateException("address " + address + " is a stream and cannot be removed");
        }
    }

    /**
     * Deletes a stream with its records for good, unless there is none of this name. Its readers must be gone, and the catalog
     * must not name it any more.
     */
    public synchronized void delete(String name) throws Exception {
        RunningStream deleted = running.remove(name);
        if (deleted == null) {
            return;
        }
        deleted.stop("it is deleted", opened -> listeners.forEach(listener -> listener.closing(opened)));
        StreamFolders.delete(folder(), name);
        deleted.remove();
    }

    /** Closes all streams; what is still in the journal comes into them after the next start. */
    public synchronized void stop() {
        isActive = false;
        for (RunningStream stream : running.values()) {
            stream.stop("the broker stops", opened -> listeners.forEach(listener -> listener.closing(opened)));
        }
        running.clear();
    }
}
