package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.GroupDescription;
import io.sluice.broker.admin.stream.RecordBatch;
import io.sluice.broker.admin.stream.RequestRefusedException;
import io.sluice.broker.admin.stream.StreamAdministration;
import io.sluice.broker.admin.stream.StreamDescription;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.Shard;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams as the user of one session may administer them, who may do what the broker's security settings say; or as an
 * operator may, who may do everything.
 */
final class CallerStreams implements StreamAdministration {

    private static final Logger LOGGER = LoggerFactory.getLogger(CallerStreams.class);

    private final StreamDesk desk;
    private final @Nullable ServerSession session;

    /** @param session whose rights count; null for an operator */
    CallerStreams(StreamDesk desk, @Nullable ServerSession session) {
        this.desk = desk;
        this.session = session;
    }

    @Override
    public boolean may(Right right, String stream) {
        if (session == null) {
            return true;
        }
        CheckType needed = switch (right) {
            case CREATE, CHANGE -> CheckType.CREATE_ADDRESS;
            case DELETE -> CheckType.DELETE_ADDRESS;
            case PUT -> CheckType.SEND;
            case READ -> CheckType.CONSUME;
        };
        try {
            desk.server().getSecurityStore().check(SimpleString.of(stream), needed, session);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public List<String> names() {
        return desk.streams().streams().stream().map(Stream::name).sorted().toList();
    }

    @Override
    public Optional<StreamDescription> find(String stream) {
        return desk.streams().stream(stream).map(CallerStreams::described);
    }

    private static StreamDescription described(Stream stream) {
        List<Shard> shards = stream.shardMap().shards();
        Instant created = shards.stream()
                .map(Shard::created)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        return new StreamDescription(stream.name(), stream.settings(), created, shards);
    }

    @Override
    public boolean isOfFile(String stream) {
        return desk.created().isOfFile(stream);
    }

    @Override
    public Optional<String> obstacle(String stream) {
        return desk.obstacle(stream);
    }

    @Override
    public void create(String stream, StreamSettings settings) throws RequestRefusedException {
        carryOut(() -> desk.created().create(stream, settings));
    }

    @Override
    public void delete(String stream) throws RequestRefusedException {
        carryOut(() -> desk.created().delete(stream));
    }

    @Override
    public void changeRetention(String stream, Duration retention) throws RequestRefusedException {
        carryOut(() -> desk.created().keep(stream, retention));
    }

    @Override
    public void split(String stream, ShardId shard, HashKey at) throws RequestRefusedException {
        reshape(() -> running(stream).split(shard, at));
    }

    @Override
    public void merge(String stream, ShardId one, ShardId other) throws RequestRefusedException {
        reshape(() -> running(stream).merge(one, other));
    }

    @Override
    public void updateShardCount(String stream, int target) throws RequestRefusedException {
        reshape(() -> running(stream).updateShardCount(target));
    }

    /** Something that changes the shards. */
    private interface Reshaping {
        Resharding perform() throws Exception;
    }

    private static void reshape(Reshaping reshaping) throws RequestRefusedException {
        Resharding[] outcome = new Resharding[1];
        carryOut(() -> outcome[0] = reshaping.perform());
        if (outcome[0] instanceof Resharding.Refused refused) {
            ErrorCode code = switch (refused.reason()) {
                case NO_SUCH_SHARD -> ErrorCode.RESOURCE_NOT_FOUND;
                case INVALID_ARGUMENT -> ErrorCode.INVALID_ARGUMENT;
                case LIMIT_EXCEEDED -> ErrorCode.LIMIT_EXCEEDED;
            };
            throw new RequestRefusedException(code, refused.message());
        }
    }

    @Override
    public List<GroupDescription> groups(String stream) {
        return desk.groups().groups(stream);
    }

    @Override
    public void seek(String stream, String group, StartPosition position) throws RequestRefusedException {
        carryOut(() -> desk.groups().seek(stream, group, position));
    }

    @Override
    public SequenceNumber put(String stream, Optional<PartitionKey> key, Optional<HashKey> explicit, byte[] data)
            throws RequestRefusedException {
        return desk.put(running(stream), new RecordPut.NewData(key, explicit, data));
    }

    @Override
    public long placeOf(String stream, ShardId shard, StartPosition position) throws RequestRefusedException {
        ShardLog log = log(stream, shard);
        try {
            return log.placeOf(position);
        } catch (IllegalArgumentException e) {
            throw new RequestRefusedException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw unreadable(stream, e);
        }
    }

    @Override
    public RecordBatch read(String stream, ShardId shard, long place, int maximumRecords, long maximumBytes)
            throws RequestRefusedException {
        Stream running = running(stream);
        ShardLog log = log(stream, shard);
        checkRate(running, shard);
        try {
            RecordBatch batch = new RecordReading(log, maximumRecords, maximumBytes)
                    .from(place, running.now().toEpochMilli());
            running.readLimits()
                    .read(
                            running.settings(),
                            shard,
                            batch.records().stream()
                                    .mapToLong(record -> record.data().length)
                                    .sum());
            return batch;
        } catch (IOException e) {
            throw unreadable(stream, e);
        }
    }

    private static void checkRate(Stream stream, ShardId shard) throws RequestRefusedException {
        long wait = stream.readLimits().tryCall(stream.settings(), shard);
        if (wait > 0) {
            stream.counts().readRefused(shard);
            throw new RequestRefusedException(
                    ErrorCode.THROUGHPUT_EXCEEDED,
                    "Rate exceeded for shard " + shard + " in stream " + stream.name() + "; try again in "
                            + (TimeUnit.NANOSECONDS.toMillis(wait) + 1) + " ms.");
        }
    }

    private static RequestRefusedException unreadable(String stream, IOException cause) {
        LOGGER.error("stream {} cannot be read", stream, cause);
        return new RequestRefusedException(
                ErrorCode.INTERNAL_FAILURE, "Stream " + stream + " cannot be read here: " + cause.getMessage());
    }

    private ShardLog log(String stream, ShardId shard) throws RequestRefusedException {
        return running(stream)
                .log()
                .shard(shard)
                .orElseThrow(() -> new RequestRefusedException(
                        ErrorCode.RESOURCE_NOT_FOUND, "Could not find shard " + shard + " in stream " + stream + "."));
    }

    private Stream running(String stream) throws RequestRefusedException {
        return desk.streams().stream(stream)
                .orElseThrow(() -> new RequestRefusedException(
                        ErrorCode.RESOURCE_NOT_FOUND, "Stream " + stream + " was closed meanwhile."));
    }

    /** Something that may fail. */
    private interface Change {
        void perform() throws Exception;
    }

    @SuppressWarnings("IllegalCatch") // the caller is told that it failed, and the log why
    private static void carryOut(Change change) throws RequestRefusedException {
        try {
            change.perform();
        } catch (RequestRefusedException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw StreamRefusals.as(e, ErrorCode.INVALID_ARGUMENT);
        } catch (Exception e) {
            LOGGER.error("a request about a stream failed", e);
            throw StreamRefusals.as(e, ErrorCode.INTERNAL_FAILURE);
        }
    }
}
