package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.ControlReply;
import io.sluice.broker.admin.ControlRequest;
import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.RequestRefusedException;
import io.sluice.broker.admin.stream.ShardIterators;
import io.sluice.broker.admin.stream.StreamActions;
import io.sluice.broker.artemis.management.ControlDesk;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.artemis.stream.Streams;
import io.sluice.broker.queue.QueueNameRule;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamTrafficListener;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.jspecify.annotations.Nullable;

/** Where requests about the streams of one broker arrive, from {@code sluice.control} and from JMX. Thread-safe. */
public final class StreamDesk {

    private final ActiveMQServer server;
    private final Streams streams;
    private final StreamGroups groups;
    private final CreatedStreams created;
    private volatile @Nullable StreamActions actions;

    /**
     * To be created before the streams are opened.
     *
     * @param ofFile what {@code sluice.yaml} says
     * @param listener is told of shards
     */
    public StreamDesk(
            ActiveMQServer server,
            Streams streams,
            StreamGroups groups,
            StreamCatalog ofFile,
            StreamTrafficListener listener) {
        this.server = server;
        streams.addListener(new StreamTraffic(listener, groups));
        this.streams = streams;
        this.groups = groups;
        this.created = new CreatedStreams(streams, groups, () -> new StreamStore(server.getStorageManager()), ofFile);
    }

    /**
     * Refuses a file that has one of these names for something else than the stream of this name that a request has created.
     *
     * @throws IllegalStateException if there is such a stream
     */
    public void refuse(Set<String> names) {
        Set<String> taken =
                new TreeSet<>(new StreamStore(server.getStorageManager()).load().keySet());
        taken.retainAll(names);
        if (!taken.isEmpty()) {
            throw new IllegalStateException(
                    "a queue or topic of the file has the name of a stream that was created by a request: "
                            + String.join(", ", taken) + "; give it another name, or delete the stream first");
        }
    }

    /** Puts in force what a changed file says. */
    public void configure(StreamCatalog changed) throws Exception {
        created.configure(changed);
    }

    /**
     * Opens the streams, also those that requests have created, and can be asked by JMX from now on. To be called when the queues
     * are loaded, before clients are let in.
     */
    public void activate() throws Exception {
        created.load();
        streams.activate();
        StreamControl.register(server, request -> perform(request, null));
    }

    /** Closes the streams. */
    public void stop() {
        StreamControl.unregister(server);
        streams.stop();
    }

    /** What can be asked for, by name. */
    public Map<String, ControlDesk.Action> actions() {
        Map<String, ControlDesk.Action> all = new HashMap<>();
        for (String name : StreamActions.NAMES) {
            all.put(name, this::perform);
        }
        return all;
    }

    private ControlReply perform(ControlRequest request, @Nullable ServerSession session) {
        return ready().perform(request, new CallerStreams(this, session), Instant.now());
    }

    private synchronized StreamActions ready() {
        StreamActions found = actions;
        if (found == null) {
            found = new StreamActions(iterators());
            actions = found;
        }
        return found;
    }

    private ShardIterators iterators() {
        try {
            return new StreamStore(server.getStorageManager()).iterators();
        } catch (Exception e) {
            throw new IllegalStateException("the key of shard iterators could not be stored", e);
        }
    }

    ActiveMQServer server() {
        return server;
    }

    Streams streams() {
        return streams;
    }

    StreamGroups groups() {
        return groups;
    }

    CreatedStreams created() {
        return created;
    }

    /** Why no stream can have this name; empty if one can. */
    Optional<String> obstacle(String name) {
        if (streams.isReplicating()) {
            return Optional.of(
                    "cannot be created: this broker replicates its journal to a backup, and the files of streams"
                            + " are not replicated");
        }
        if (server.getAddressInfo(SimpleString.of(name)) != null || server.locateQueue(SimpleString.of(name)) != null) {
            return Optional.of("is the name of a queue or a topic, too; a stream needs a name of its own");
        }
        if (QueueNameRule.isReserved(name)) {
            return Optional.of("begins with a prefix that the broker keeps for itself: sluice. or activemq. or $");
        }
        return streams.hasFiles(name)
                ? Optional.of(
                        "has records of an earlier stream; name it in sluice.yaml to have them, or delete its folder")
                : Optional.empty();
    }

    @SuppressWarnings("IllegalCatch") // the caller is told why the record was not taken
    SequenceNumber put(Stream stream, RecordPut.NewData record) throws RequestRefusedException {
        try {
            return new RecordPut(server, stream).put(record);
        } catch (RequestRefusedException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestRefusedException(ErrorCode.INTERNAL_FAILURE, "The broker is stopping.");
        } catch (Exception e) {
            throw StreamRefusals.as(e, ErrorCode.INTERNAL_FAILURE);
        }
    }
}
