package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.ShardMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Streams without a broker. */
final class RememberedStreams implements StreamAdministration {

    static final String OF_FILE = "of-file";

    final Set<Right> denied = new HashSet<>();
    final Map<String, StartPosition> seeks = new HashMap<>();
    Instant now = Instant.parse("2026-11-21T08:30:00.250Z");

    private final Map<String, Remembered> streams = new TreeMap<>();

    RememberedStreams() {
        create(OF_FILE, StreamSettings.DEFAULT);
    }

    private static final class Remembered {
        StreamSettings settings = StreamSettings.DEFAULT;
        Instant created = Instant.EPOCH;
        ShardMap map = ShardMap.create(1, Instant.EPOCH);
        final Map<ShardId, List<RecordBatch.Found>> records = new HashMap<>();

        long nextPlace(ShardId shard) {
            return map.find(shard).orElseThrow().firstPlace() + of(shard).size();
        }

        List<RecordBatch.Found> of(ShardId shard) {
            return records.computeIfAbsent(shard, none -> new ArrayList<>());
        }
    }

    @Override
    public boolean may(Right right, String stream) {
        return !denied.contains(right);
    }

    @Override
    public List<String> names() {
        return List.copyOf(streams.keySet());
    }

    @Override
    public Optional<StreamDescription> find(String stream) {
        return Optional.ofNullable(streams.get(stream))
                .map(found -> new StreamDescription(stream, found.settings, found.created, found.map.shards()));
    }

    @Override
    public boolean isOfFile(String stream) {
        return stream.equals(OF_FILE);
    }

    @Override
    public Optional<String> obstacle(String stream) {
        return stream.equals("orders") ? Optional.of("is the name of a queue, too") : Optional.empty();
    }

    @Override
    public void create(String stream, StreamSettings settings) {
        Remembered made = new Remembered();
        made.settings = settings;
        made.created = now;
        made.map = ShardMap.create(settings.shards(), now);
        streams.put(stream, made);
    }

    @Override
    public void delete(String stream) {
        streams.remove(stream);
    }

    @Override
    public void split(String stream, ShardId shard, HashKey at) throws RequestRefusedException {
        Remembered found = found(stream);
        apply(found, found.map.split(shard, at, id -> found.nextPlace(id) - 1, now));
    }

    @Override
    public void merge(String stream, ShardId one, ShardId other) throws RequestRefusedException {
        Remembered found = found(stream);
        apply(found, found.map.merge(one, other, id -> found.nextPlace(id) - 1, now));
    }

    @Override
    public void updateShardCount(String stream, int target) throws RequestRefusedException {
        Remembered found = found(stream);
        apply(found, found.map.updateCount(target, id -> found.nextPlace(id) - 1, now));
    }

    private static void apply(Remembered stream, Resharding outcome) throws RequestRefusedException {
        if (outcome instanceof Resharding.Refused refused) {
            throw new RequestRefusedException(
                    refused.reason() == Resharding.Reason.LIMIT_EXCEEDED
                            ? ErrorCode.LIMIT_EXCEEDED
                            : ErrorCode.INVALID_ARGUMENT,
                    refused.message());
        }
        stream.map = ((Resharding.Done) outcome).map();
    }

    @Override
    public void changeRetention(String stream, Duration retention) {
        StreamSettings old = found(stream).settings;
        found(stream).settings = new StreamSettings(
                old.capacityMode(),
                old.shards(),
                retention,
                old.retentionSize(),
                old.maximumRecordSize(),
                old.throughputLimits(),
                old.consumerGroups());
    }

    @Override
    public List<GroupDescription> groups(String stream) {
        return List.of(new GroupDescription(
                "archive", List.of(new GroupDescription.OfShard(new ShardId(0), true, 3, false, 2, 1500))));
    }

    @Override
    public void seek(String stream, String group, StartPosition position) {
        seeks.put(stream + "::" + group, position);
    }

    @Override
    public SequenceNumber put(String stream, Optional<PartitionKey> key, Optional<HashKey> explicit, byte[] data) {
        Remembered found = found(stream);
        HashKey hash = explicit.or(() -> key.map(PartitionKey::hashKey)).orElse(HashKey.LEAST);
        ShardId shard = found.map.route(hash).id();
        long place = found.nextPlace(shard);
        found.of(shard).add(new RecordBatch.Found(place, now.toEpochMilli(), key, data));
        return new SequenceNumber(shard, place);
    }

    @Override
    public long placeOf(String stream, ShardId shard, StartPosition position) throws RequestRefusedException {
        Remembered found = found(stream);
        long first = found.map.find(shard).orElseThrow().firstPlace();
        if (position instanceof StartPosition.AtSequenceNumber at) {
            return at.number().place();
        }
        if (position instanceof StartPosition.AfterSequenceNumber after) {
            return after.number().place() + 1;
        }
        if (position instanceof StartPosition.AtTimestamp at) {
            return found.of(shard).stream()
                    .filter(record -> record.arrivalMillis() >= at.timestamp().toEpochMilli())
                    .mapToLong(RecordBatch.Found::place)
                    .findFirst()
                    .orElse(found.nextPlace(shard));
        }
        return position.equals(StartPosition.LATEST) ? found.nextPlace(shard) : first;
    }

    @Override
    public RecordBatch read(String stream, ShardId shard, long place, int maximumRecords, long maximumBytes) {
        Remembered found = found(stream);
        List<RecordBatch.Found> records = found.of(shard).stream()
                .filter(record -> record.place() >= place)
                .limit(maximumRecords)
                .toList();
        long next = place + records.size();
        boolean isAtEnd = next == found.nextPlace(shard);
        return new RecordBatch(
                records, next, isAtEnd && !found.map.find(shard).orElseThrow().isOpen(), isAtEnd ? 0 : 1000);
    }

    private Remembered found(String stream) {
        return Optional.ofNullable(streams.get(stream)).orElseThrow();
    }
}
