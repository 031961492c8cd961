package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of one broker, from its start to its stop. Thread-safe: changes exclude each other. */
public final class Streams {

    private static final Logger LOGGER = LoggerFactory.getLogger(Streams.class);
    private static final String FOLDER = "streams";

    private final ActiveMQServer server;
    private final Map<String, Stream> streams = new ConcurrentHashMap<>();
    private final List<StreamsListener> listeners = new CopyOnWriteArrayList<>();
    private StreamCatalog catalog;
    private boolean isActive;

    /** @param ofFile what {@code sluice.yaml} says */
    public Streams(ActiveMQServer server, StreamCatalog ofFile) {
        this.server = server;
        this.catalog = ofFile;
    }

    /** A stream that is open; empty if there is none of this name, or its files are damaged. */
    public Optional<Stream> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }

    /** All streams that are open. */
    public Collection<Stream> streams() {
        return List.copyOf(streams.values());
    }

    /** Has a listener told of streams that are opened from now on; to be called before {@link #activate}. */
    public void addListener(StreamsListener listener) {
        listeners.add(listener);
    }

    /** Opens the streams. To be called when the queues are loaded, before clients are let in. */
    public synchronized void activate() {
        isActive = true;
        catalog.streams().forEach(this::deploy);
    }

    /** Puts in force what a changed file says; a stream that it does not name any more stays as it is until the next start. */
    public synchronized void configure(StreamCatalog ofFile) {
        catalog = ofFile;
        if (isActive) {
            catalog.streams().forEach(this::deploy);
        }
    }

    private void deploy(String name, StreamSettings settings) {
        Stream running = streams.get(name);
        if (running == null) {
            open(name, settings);
        } else if (!running.settings().equals(settings)) {
            running.change(settings);
        }
    }

    private void open(String name, StreamSettings settings) {
        try {
            Stream opened = new StreamOpening(folder().resolve(name), name, settings).open(Instant.now());
            streams.put(name, opened);
            listeners.forEach(listener -> listener.opened(opened));
        } catch (IOException e) {
            LOGGER.error("stream {} cannot be opened: {}", name, e.getMessage(), e);
        }
    }

    /** Where the streams are kept: beside the journal, so that another broker that takes over the data has them. */
    private Path folder() {
        Path bindings = server.getConfiguration().getBindingsLocation().toPath().toAbsolutePath();
        Path parent = bindings.getParent();
        return (parent == null ? bindings : parent).resolve(FOLDER);
    }

    /** Closes all streams; what is still in the journal comes into them after the next start. */
    public synchronized void stop() {
        isActive = false;
        streams.values().forEach(this::close);
        streams.clear();
    }

    private void close(Stream stream) {
        listeners.forEach(listener -> listener.closing(stream));
        stream.closing();
        try {
            stream.log().close();
        } catch (IOException e) {
            LOGGER.error("the files of stream {} could not be closed", stream.name(), e);
        }
    }
}
