package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.CapacityMode;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.OnDemandScaling;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done for the files of a stream besides appending to them. Used by the thread of its writer only. */
final class StreamCare {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamCare.class);

    private final Stream stream;
    private final PutLimits limits;

    StreamCare(Stream stream, PutLimits limits) {
        this.stream = stream;
        this.limits = limits;
    }

    /**
     * Trims what has been kept long enough, forgets closed shards of which nothing is left, and splits busy ones.
     *
     * @throws IOException if a change of the shards failed; nothing may be appended until {@link #resume} has completed it
     */
    void take(long nowMillis) throws IOException {
        trim(nowMillis);
        forgetEmptyShards(nowMillis);
        if (stream.settings().capacityMode() == CapacityMode.ON_DEMAND) {
            for (OnDemandScaling.Split split : limits.splits(stream.shardMap(), nowMillis)) {
                reshape((map, places) -> map.split(split.shard(), split.at(), places, Instant.ofEpochMilli(nowMillis)));
            }
        }
    }

    private void trim(long nowMillis) {
        StreamSettings settings = stream.settings();
        try {
            stream.log().limitTo(StreamOpening.limits(settings, stream.shardMap()));
            stream.log().trim(settings.retention(), settings.retentionSize(), nowMillis);
        } catch (IOException e) {
            LOGGER.error("stream {} could not be trimmed: {}", stream.name(), e.getMessage());
        }
    }

    /** A closed shard is remembered as long as its records would have been, whether it had any or not. */
    private void forgetEmptyShards(long nowMillis) throws IOException {
        List<ShardId> empty = new ArrayList<>();
        for (Shard shard : stream.shardMap().shards()) {
            if (!shard.isOpen()
                    && isForgotten(shard, nowMillis)
                    && stream.log().shard(shard.id()).map(StreamCare::isEmpty).orElse(true)) {
                empty.add(shard.id());
            }
        }
        if (!empty.isEmpty()) {
            change(stream.shardMap().without(empty));
            for (ShardId shard : empty) {
                stream.log().drop(shard);
            }
        }
    }

    private boolean isForgotten(Shard shard, long nowMillis) {
        long closedMillis = stream.shardMap().children(shard.id()).stream()
                .mapToLong(child -> child.created().toEpochMilli())
                .min()
                .orElse(shard.created().toEpochMilli());
        return nowMillis - closedMillis >= stream.settings().retention().toMillis();
    }

    private static boolean isEmpty(ShardLog log) {
        return log.horizon() == log.nextPlace();
    }

    /** A change of the shards, given where the records of each end. */
    interface Reshaping {
        Resharding of(ShardMap map, ToLongFunction<ShardId> lastPlaces);
    }

    /** Changes the shards. Everything that was appended must be durable. */
    Resharding reshape(Reshaping change) throws IOException {
        Resharding outcome = change.of(
                stream.shardMap(),
                id -> stream.log().shard(id).map(log -> log.nextPlace() - 1).orElse(-1L));
        if (outcome instanceof Resharding.Done done) {
            change(done.map());
        }
        return outcome;
    }

    /** The map is in force when it is stored; what the files lack is made up for by {@link #resume} if it fails here. */
    private void change(ShardMap map) throws IOException {
        stream.file().store(map);
        complete(map, stream.now());
        stream.change(map);
        limits.retain(map);
    }

    /** Begins the files of new shards, and finishes those of closed ones. */
    private void complete(ShardMap map, Instant now) throws IOException {
        SegmentLimits segments = StreamOpening.limits(stream.settings(), map);
        for (Shard shard : map.shards()) {
            if (stream.log().shard(shard.id()).isEmpty()) {
                StreamOpening.open(stream.log(), shard, segments, now);
            } else if (!shard.isOpen()) {
                stream.log().shard(shard.id()).get().finish(now.toEpochMilli());
            }
        }
    }

    /** Takes appends again after a shard refused one. @throws IOException if the disk still fails */
    void resume(long nowMillis) throws IOException {
        for (ShardLog log : stream.log().shards()) {
            log.resume();
        }
        ShardMap stored = stream.file().load().orElse(stream.shardMap());
        complete(stored, Instant.ofEpochMilli(nowMillis));
        if (!stored.equals(stream.shardMap())) {
            stream.change(stored);
        }
    }
}
