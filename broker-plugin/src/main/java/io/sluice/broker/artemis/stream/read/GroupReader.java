package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.artemis.queue.RecordQueue;
import io.sluice.broker.artemis.stream.ReadLimits;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.fifo.FifoSettings;
import io.sluice.broker.queue.QueueSettings;
import io.sluice.broker.redrive.RedrivePolicy;
import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.group.ShardLag;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.visibility.InFlightLimit;
import io.sluice.broker.visibility.LeaseStart;
import io.sluice.broker.visibility.VisibilitySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A consumer group of a stream, with its queue. For any thread. */
final class GroupReader {

    private static final Logger LOGGER = LoggerFactory.getLogger(GroupReader.class);

    private final String name;
    private final Stream stream;
    private final Reading reading;
    private final RecordQueue queue;
    private final @Nullable StoredCheckpoints stored;
    private final ReadLimits limits = new ReadLimits();

    /** @param stored keeps where it is; null if it ends with its queue */
    GroupReader(
            String name,
            Stream stream,
            ReaderHost host,
            BrokerInternals.QueueParts parts,
            ConsumerGroupSettings settings,
            @Nullable StoredCheckpoints stored) {
        this.name = name;
        this.stream = stream;
        this.stored = stored;
        this.reading = new Reading(
                withoutDeadLetters(settings),
                stored == null ? Checkpoints.NONE : stored,
                host.server().getExecutorFactory().getExecutor());
        this.queue = host.factory().recordQueue(parts, queueSettings(settings), reading);
        reading.serve(queue, new Pump(reading, stream, host.server(), limits));
    }

    /** Begins with all shards that there are: where it was, or where its settings say. */
    void begin(ConsumerGroupSettings settings) {
        Map<ShardId, Checkpoint> before = stored == null ? Map.of() : stored.load();
        for (Shard shard : stream.shardMap().shards()) {
            Optional<ShardLog> log = stream.log().shard(shard.id());
            if (log.isPresent()) {
                Checkpoint start = known(before.get(shard.id()), log.get());
                add(shard, log.get(), start == null ? first(shard, log.get(), settings, before.isEmpty()) : start);
            }
        }
    }

    private @Nullable Checkpoint known(@Nullable Checkpoint start, ShardLog log) {
        if (start == null || start.isWithin(log.nextPlace(), log.isFinished())) {
            return start;
        }
        LOGGER.warn(
                "the stored checkpoint \"{}\" of group {} of stream {} is of records that the stream does not have; the group"
                        + " begins with the first record of the shard",
                start.text(),
                name,
                stream.name());
        return null;
    }

    private static Checkpoint first(Shard shard, ShardLog log, ConsumerGroupSettings settings, boolean isNew) {
        try {
            long place = isNew ? log.placeOf(settings.startPosition()) : shard.firstPlace();
            return new Checkpoint(shard.id(), place, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Shard shard, ShardLog log, Checkpoint start) {
        reading.addShard(log, shard.parents(), shard.firstPlace(), start);
    }

    /** There are other shards. */
    void shardsChanged() {
        Set<ShardId> known = new HashSet<>(reading.shards());
        Set<ShardId> there = new TreeSet<>();
        for (Shard shard : stream.shardMap().shards()) {
            Optional<ShardLog> log = stream.log().shard(shard.id());
            if (log.isPresent()) {
                there.add(shard.id());
                if (!known.contains(shard.id())) {
                    add(shard, log.get(), new Checkpoint(shard.id(), shard.firstPlace(), false));
                }
            }
        }
        known.removeAll(there);
        known.forEach(reading::removeShard);
        reading.lookAtAll();
        limits.retain(there);
        if (stored != null) {
            stored.retain(there);
        }
    }

    void configure(ConsumerGroupSettings settings) {
        reading.configure(withoutDeadLetters(settings));
        queue.configure(queueSettings(settings));
    }

    /** What is too often received is counted, and moved, as in any other queue. */
    private static ConsumerGroupSettings withoutDeadLetters(ConsumerGroupSettings settings) {
        return new ConsumerGroupSettings(settings.startPosition(), settings.visibilityTimeout(), Optional.empty());
    }

    static QueueSettings queueSettings(ConsumerGroupSettings settings) {
        return new QueueSettings(
                new VisibilitySettings(
                        settings.visibilityTimeout(), new InFlightLimit.Auto(), LeaseStart.OLDEST_UNSETTLED),
                Duration.ZERO,
                QueueSettings.DEFAULT.retention(),
                QueueSettings.MAXIMUM_SIZE_LIMIT,
                settings.deadLetters()
                        .map(policy -> new RedrivePolicy(policy.deadLetterQueue(), policy.maxReceiveCount())),
                FifoSettings.DEFAULT);
    }

    String name() {
        return name;
    }

    RecordQueue queue() {
        return queue;
    }

    Reading reading() {
        return reading;
    }

    /** How far it is behind, shard by shard. */
    List<ShardLag> lags() throws IOException {
        List<ShardLag> lags = new ArrayList<>();
        for (GroupState state : reading.states()) {
            lag(state.checkpoint()).ifPresent(lags::add);
        }
        return lags;
    }

    /** How far it is behind if it is here; empty if the shard is not kept any more. */
    Optional<ShardLag> lag(Checkpoint at) throws IOException {
        Optional<ShardLog> log = stream.log().shard(at.shard());
        if (log.isEmpty()) {
            return Optional.empty();
        }
        long place = Math.max(at.next(), log.get().horizon());
        try {
            return Optional.of(ShardLag.of(
                    new Checkpoint(at.shard(), place, at.isFinished()),
                    log.get().nextPlace(),
                    log.get().arrivalMillis(place),
                    stream.now().toEpochMilli()));
        } catch (IOException e) {
            if (stream.log().shard(at.shard()).isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The logs of its shards. */
    List<ShardLog> logs() {
        return reading.shards().stream()
                .flatMap(shard -> stream.log().shard(shard).stream())
                .toList();
    }

    /** Stores where it is at once. */
    void flush() {
        if (stored != null) {
            stored.flush();
        }
    }

    /** Ends for good. */
    void forget() throws Exception {
        reading.stop();
        if (stored != null) {
            stored.delete();
        }
    }
}
