package io.sluice.broker.stream.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.ConsumerGroupSettings;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import io.sluice.broker.stream.group.ConsumerGroup;
import io.sluice.broker.stream.group.Settlement;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import io.sluice.broker.stream.shard.Shard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The consumers of one group, with a naive record of what each key has seen. */
final class SimulatedReaders {

    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    /** A record in the hands of a consumer. */
    private record Held(String consumer, ShardId shard, long place, String key, int number) {}

    private final Random random;
    private final SimulatedStream stream;
    private final Map<String, Set<Integer>> processed = new TreeMap<>();
    private final Map<String, String> placeOfRecord = new HashMap<>();
    private final Map<String, String> recordOfPlace = new HashMap<>();
    private final Map<ShardId, Checkpoint> stored = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Held> lost = new ArrayList<>();
    private final Set<String> joined = new TreeSet<>();
    private final Set<String> hanging = new TreeSet<>();
    private Map<ShardId, ShardReader> readers = new HashMap<>();
    private ConsumerGroup<String> group = new ConsumerGroup<>(ConsumerGroupSettings.DEFAULT);
    private long nowNanos = Long.MAX_VALUE - 1_000_000_000L;
    private int deliveries;

    SimulatedReaders(Random random, SimulatedStream stream) {
        this.random = random;
        this.stream = stream;
        restart();
    }

    /** Begins again with what is stored. */
    void restart() {
        group = new ConsumerGroup<>(ConsumerGroupSettings.DEFAULT);
        readers = new HashMap<>();
        held.clear();
        lost.clear();
        joined.clear();
        hanging.clear();
        stream.map().shards().forEach(this::add);
    }

    void add(Shard shard) {
        Checkpoint start = stored.getOrDefault(shard.id(), new Checkpoint(shard.id(), shard.firstPlace(), false));
        group.addShard(shard.id(), shard.parents(), shard.firstPlace(), start);
        store();
    }

    private void store() {
        group.changes().checkpoints().forEach(checkpoint -> stored.put(checkpoint.shard(), checkpoint));
    }

    void join() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (joined.add(name)) {
            group.join(name);
        }
    }

    void leave() {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        if (joined.remove(name)) {
            hanging.remove(name);
            group.leave(name, random.nextBoolean(), nowNanos);
            held.removeIf(each -> each.consumer().equals(name));
            lost.removeIf(each -> each.consumer().equals(name));
        }
    }

    void hang() {
        hanging.add(NAMES.get(random.nextInt(NAMES.size())));
    }

    void wakeUp() {
        hanging.clear();
    }

    void passTime(long nanos) {
        nowNanos += nanos;
        List<String> expired = group.expire(nowNanos);
        List<Held> taken =
                held.stream().filter(each -> expired.contains(each.consumer())).toList();
        held.removeAll(taken);
        lost.addAll(taken);
    }

    /** Delivers the next record of a shard to its owner, if there is one. */
    void deliver() throws IOException {
        List<ShardId> shards = new ArrayList<>(new TreeSet<>(group.readable()));
        if (!shards.isEmpty()) {
            deliver(shards.get(random.nextInt(shards.size())));
        }
    }

    private void deliver(ShardId shard) throws IOException {
        String owner = group.owner(shard).orElse("nobody");
        long place = group.next(shard);
        ShardReader reader = readers.computeIfAbsent(shard, id -> stream.log(id).reader(place));
        if (reader.place() != place) {
            reader.moveTo(place);
        }
        ReadOutcome outcome = reader.next();
        if (outcome instanceof ReadOutcome.Trimmed trimmed) {
            skip(shard, group.checkpoint(shard).next(), trimmed.horizon());
            group.trimmed(shard, trimmed.horizon(), nowNanos);
            store();
        } else if (outcome instanceof ReadOutcome.Finished) {
            group.ended(shard, place);
            store();
        } else if (outcome instanceof ReadOutcome.Next next && group.admits(owner, shard, place)) {
            take(owner, shard, next.record());
        }
    }

    private void take(String owner, ShardId shard, StoredRecord record) throws IOException {
        String key = record.key().orElseThrow().value();
        int number = record.body().getInt(4);
        isStable(shard, record.place(), key + "#" + number);
        group.delivered(owner, shard, record.place(), nowNanos);
        boolean isPredecessorDone = number == 0
                || isProcessed(key, number - 1)
                || held.stream()
                        .anyMatch(each ->
                                each.consumer().equals(owner) && each.key().equals(key) && each.number() == number - 1);
        assertThat(isPredecessorDone)
                .as(
                        "%s#%d in %s/%d comes after the one before it; %s",
                        key, number, shard, record.place(), stream.whereIs(key, number - 1))
                .isTrue();
        held.add(new Held(owner, shard, record.place(), key, number));
        deliveries++;
    }

    private boolean isProcessed(String key, int number) {
        return processed.getOrDefault(key, Set.of()).contains(number);
    }

    /** A place has the same record for ever, and a record one place. */
    private void isStable(ShardId shard, long place, String record) {
        String name = shard + "/" + place;
        assertThat(recordOfPlace.putIfAbsent(name, record)).isIn(null, record);
        assertThat(placeOfRecord.putIfAbsent(record, name)).isIn(null, name);
    }

    /** What was trimmed is lost, and the group is told so. */
    private void skip(ShardId shard, long from, long to) {
        for (long place = from; place < to; place++) {
            SimulatedStream.Sent sent = stream.archive().get(shard + "/" + place);
            if (sent != null) {
                processed.computeIfAbsent(sent.key(), key -> new TreeSet<>()).add(sent.number());
            }
        }
    }

    void acknowledge() {
        List<Held> able =
                held.stream().filter(each -> !hanging.contains(each.consumer())).toList();
        if (able.isEmpty()) {
            return;
        }
        Held each = able.get(random.nextInt(Math.min(3, able.size())));
        held.remove(each);
        settle(each);
    }

    private void settle(Held each) {
        Settlement settlement = group.acknowledged(each.consumer(), each.shard(), each.place(), nowNanos);
        if (settlement != Settlement.IGNORED) {
            processed.computeIfAbsent(each.key(), key -> new TreeSet<>()).add(each.number());
        }
        store();
    }

    /** A consumer that had lost its records acknowledges one of them. */
    void acknowledgeLate() {
        if (!lost.isEmpty()) {
            settle(lost.remove(0));
        }
    }

    void giveBack() {
        if (held.isEmpty()) {
            return;
        }
        Held each = held.get(random.nextInt(held.size()));
        List<Long> back = group.returned(each.consumer(), each.shard(), each.place(), random.nextBoolean(), nowNanos);
        held.removeIf(other -> other.shard().equals(each.shard()) && back.contains(other.place()));
    }

    /** Reads a shard again from an earlier place. */
    void seekBack() {
        List<Shard> shards = stream.map().shards();
        ShardId shard = shards.get(random.nextInt(shards.size())).id();
        long horizon = stream.log(shard).horizon();
        long next = group.checkpoint(shard).next();
        if (next > horizon) {
            group.seek(Map.of(shard, horizon + random.nextInt((int) (next - horizon))), nowNanos);
            held.removeIf(each -> each.shard().equals(shard) || group.next(each.shard()) <= each.place());
            store();
        }
    }

    int deliveries() {
        return deliveries;
    }

    boolean isDone() {
        return held.isEmpty()
                && group.readable().stream()
                        .allMatch(shard -> group.checkpoint(shard).next()
                                        >= stream.log(shard).nextPlace()
                                && !stream.log(shard).isFinished());
    }

    /** Every record that was sent was processed. */
    void hasLostNothing() {
        stream.sentOfKey().forEach((key, sent) -> {
            for (int number = 0; number < sent; number++) {
                assertThat(isProcessed(key, number))
                        .as("%s#%d was processed", key, number)
                        .isTrue();
            }
        });
    }
}
