package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream that is open: its records can be read. Thread-safe. */
public final class Stream {

    private static final Logger LOGGER = LoggerFactory.getLogger(Stream.class);

    private final String name;
    private final StreamLog log;
    private final ShardMapFile file;
    private final List<StreamListener> listeners = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private volatile StreamSettings settings;
    private volatile ShardMap map;
    private volatile @Nullable StreamWriter writer;
    private volatile @Nullable StreamEntrance entrance;
    private final StreamCounts counts = new StreamCounts();
    private final ReadLimits readLimits = new ReadLimits();

    /** What a stream has on the disk. */
    record Files(StreamLog log, ShardMapFile map) {}

    Stream(String name, StreamSettings settings, Files files, ShardMap map, InstantSource clock) {
        this.name = name;
        this.settings = settings;
        this.log = files.log();
        this.file = files.map();
        this.map = map;
        this.clock = clock;
    }

    /** The name, which is the address that records are sent to. */
    public String name() {
        return name;
    }

    /** The time of day, by which records arrive and are kept. */
    public Instant now() {
        return clock.instant();
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

    /**
     * Splits an open shard in two. Waits until it is done, some milliseconds; puts go on.
     *
     * @param at lowest key of the upper child
     * @throws IllegalStateException if the stream cannot be changed now, because it is closed or its disk refuses
     */
    public Resharding split(ShardId shard, HashKey at) {
        return reshape((shards, places) -> shards.split(shard, at, places, now()));
    }

    /** Makes one of two open shards with adjacent keys; otherwise as {@link #split}. */
    public Resharding merge(ShardId one, ShardId other) {
        return reshape((shards, places) -> shards.merge(one, other, places, now()));
    }

    /** Splits and merges until there are this many open shards of one size; otherwise as {@link #split}. */
    public Resharding updateShardCount(int target) {
        return reshape((shards, places) -> shards.updateCount(target, places, now()));
    }

    private Resharding reshape(StreamCare.Reshaping change) {
        StreamWriter running = writer;
        if (running == null) {
            throw new IllegalStateException("stream " + name + " is not open yet");
        }
        return running.reshape(change);
    }

    /** How many records were stored since the start. */
    public long storedRecords() {
        return counts.allRecords();
    }

    /** How many bytes they had. */
    public long storedBytes() {
        return counts.allBytes();
    }

    /** How many records were refused since the start because a shard or the stream got too many. */
    public long throttledRecords() {
        return counts.allThrottled();
    }

    /** How many messages were refused since the start for any other reason. */
    public long refusedRecords() {
        StreamEntrance known = entrance;
        return known == null ? 0 : known.refused();
    }

    /** The same for each shard. */
    public StreamCounts counts() {
        return counts;
    }

    /** What those read who are in no group. */
    public ReadLimits readLimits() {
        return readLimits;
    }

    ShardMapFile file() {
        return file;
    }

    void attach(StreamWriter newWriter, StreamEntrance newEntrance) {
        writer = newWriter;
        entrance = newEntrance;
    }

    void change(StreamSettings changed) {
        settings = changed;
        tell(listener -> listener.settingsChanged(changed));
    }

    void change(ShardMap changed) {
        map = changed;
        Set<ShardId> there = changed.shards().stream().map(Shard::id).collect(Collectors.toSet());
        readLimits.retain(there);
        counts.retain(there);
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
