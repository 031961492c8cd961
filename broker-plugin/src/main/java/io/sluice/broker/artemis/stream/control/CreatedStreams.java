package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.artemis.stream.Streams;
import io.sluice.broker.stream.StreamCatalog;
import io.sluice.broker.stream.StreamSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that requests have created, beside those that the file names; where both know one, the file counts. Thread-safe.
 */
final class CreatedStreams {

    private static final Logger LOGGER = LoggerFactory.getLogger(CreatedStreams.class);

    private final Streams streams;
    private final StreamGroups groups;
    private final Supplier<StreamStore> storage;
    private final Map<String, StreamSettings> created = new TreeMap<>();
    private StreamCatalog ofFile;

    CreatedStreams(Streams streams, StreamGroups groups, Supplier<StreamStore> storage, StreamCatalog ofFile) {
        this.streams = streams;
        this.groups = groups;
        this.storage = storage;
        this.ofFile = ofFile;
    }

    /** Adds what earlier runs have stored. To be called when the bindings are loaded. */
    synchronized void load() throws Exception {
        created.putAll(storage.get().load());
        created.keySet().stream()
                .filter(this::isOfFile)
                .forEach(name ->
                        LOGGER.warn("stream {} was created by a request; now sluice.yaml says how it is", name));
        streams.configure(inForce());
    }

    /** Puts in force what a changed file says. */
    synchronized void configure(StreamCatalog changed) throws Exception {
        ofFile = changed;
        streams.configure(inForce());
    }

    private StreamCatalog inForce() {
        Map<String, StreamSettings> all = new LinkedHashMap<>(ofFile.streams());
        created.forEach(all::putIfAbsent);
        return new StreamCatalog(all);
    }

    synchronized boolean isOfFile(String name) {
        return ofFile.stream(name).isPresent();
    }

    /** Stores a new stream and opens it; if that fails, nothing of it stays. */
    synchronized void create(String name, StreamSettings settings) throws Exception {
        storage.get().store(name, settings);
        created.put(name, settings);
        try {
            streams.configure(inForce());
            if (streams.stream(name).isEmpty()) {
                throw new IllegalStateException("stream " + name + " could not be opened");
            }
        } catch (Exception e) {
            created.remove(name);
            storage.get().delete(name);
            streams.configure(inForce());
            streams.delete(name);
            throw e;
        }
    }

    /** Deletes a stream with its records, and forgets it; after a crash in between it is there, without records. */
    synchronized void delete(String name) throws Exception {
        groups.delete(name);
        StreamSettings settings = created.remove(name);
        try {
            streams.configure(inForce());
            streams.delete(name);
        } catch (Exception e) {
            if (settings != null) {
                created.put(name, settings);
            }
            throw e;
        }
        storage.get().delete(name);
    }

    /** Changes how long a stream keeps its records. */
    synchronized void keep(String name, Duration retention) throws Exception {
        StreamSettings changed = with(streams.stream(name).orElseThrow().settings(), retention);
        storage.get().store(name, changed);
        created.put(name, changed);
        streams.configure(inForce());
    }

    private static StreamSettings with(StreamSettings settings, Duration retention) {
        return new StreamSettings(
                settings.capacityMode(),
                settings.shards(),
                retention,
                settings.retentionSize(),
                settings.maximumRecordSize(),
                settings.throughputLimits(),
                settings.consumerGroups());
    }
}
