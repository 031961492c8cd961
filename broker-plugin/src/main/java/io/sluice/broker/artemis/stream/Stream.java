package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.shard.ShardMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream that is open: its records can be read. Thread-safe. */
public final class Stream {

    private static final Logger LOGGER = LoggerFactory.getLogger(Stream.class);

    private final String name;
    private final StreamLog log;
    private final List<StreamListener> listeners = new CopyOnWriteArrayList<>();
    private volatile StreamSettings settings;
    private volatile ShardMap map;

    Stream(String name, StreamSettings settings, StreamLog log, ShardMap map) {
        this.name = name;
        this.settings = settings;
        this.log = log;
        this.map = map;
    }

    /** The name, which is the address that records are sent to. */
    public String name() {
        return name;
    }

    /** What the configuration says now. */
    public StreamSettings settings() {
        return settings;
    }

    /** The records. Others than this package only read. */
    public StreamLog log() {
        return log;
    }

    /** The shards there are now; each of them is open in {@link #log()}. */
    public ShardMap shardMap() {
        return map;
    }

    /** Has a listener told from now on; what happened before is in {@link #shardMap()} and {@link #log()}. */
    public void addListener(StreamListener listener) {
        listeners.add(listener);
    }

    public void removeListener(StreamListener listener) {
        listeners.remove(listener);
    }

    void change(StreamSettings changed) {
        settings = changed;
        tell(listener -> listener.settingsChanged(changed));
    }

    void change(ShardMap changed) {
        map = changed;
        tell(listener -> listener.shardsChanged(changed));
    }

    void readable(Set<ShardId> shards) {
        tell(listener -> listener.recordsReadable(shards));
    }

    void closing() {
        tell(StreamListener::closing);
    }

    private interface Call {
        void on(StreamListener listener);
    }

    @SuppressWarnings("IllegalCatch") // a listener that fails must not keep records from being stored
    private void tell(Call call) {
        for (StreamListener listener : listeners) {
            try {
                call.on(listener);
            } catch (RuntimeException e) {
                LOGGER.error("a listener of stream {} failed", name, e);
            }
        }
    }
}
