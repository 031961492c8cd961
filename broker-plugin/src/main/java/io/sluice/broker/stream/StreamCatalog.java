package io.sluice.broker.stream;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All streams that the configuration names. Immutable; a change replaces the whole catalog.
 *
 * @param streams settings by name, in the order of the file
 */
public record StreamCatalog(Map<String, StreamSettings> streams) {

    public static final StreamCatalog EMPTY = new StreamCatalog(Map.of());

    public StreamCatalog {
        streams = Collections.unmodifiableMap(new LinkedHashMap<>(streams));
    }

    /** What is said about a stream; empty if it is not known. */
    public Optional<StreamSettings> stream(String name) {
        return Optional.ofNullable(streams.get(name));
    }
}
