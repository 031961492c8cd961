package io.sluice.broker.stream.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.message.ByteSize;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.log.MemoryFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.segment.StoredRecord;
import io.sluice.broker.stream.shard.Resharding;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A stream with its journal in front: what producers sent stays in the journal until it is durable in a shard and the journal
 * has forgotten it, which a crash may prevent. Some of it goes straight to the stream; its producer sends again what it was not told
 * to be durable, if a crash has lost it.
 */
final class SimulatedStream {

    /** What a producer sent: the n-th record of a key. */
    record Sent(long id, String key, int number) {}

    /** The sends that are in no journal, until their producer knows that they are durable. */
    private final Map<Long, Sent> direct = new TreeMap<>();

    private record Moved(Sent sent, ShardId shard, long place) {}

    private static final SegmentLimits LIMITS =
            new SegmentLimits(ByteSize.ofKibibytes(4), Duration.ofSeconds(1), ByteSize.ofKibibytes(1));

    private final Random random;
    private final MemoryFolder folder = new MemoryFolder();
    private final Map<Long, Sent> journal = new TreeMap<>();
    private final Map<String, Sent> archive = new TreeMap<>();
    private final Map<String, Integer> sentOfKey = new TreeMap<>();
    private final List<Moved> appended = new ArrayList<>();
    private final List<Moved> readable = new ArrayList<>();
    private String storedMap;
    private ShardMap map;
    private StreamLog log;
    private List<Sent> waiting = new ArrayList<>();
    private boolean isDiskFailing;
    private long nextId = 1;
    private long nowMillis = 1_000_000;

    SimulatedStream(Random random) throws IOException {
        this.random = random;
        this.map = ShardMap.create(2, Instant.EPOCH);
        this.storedMap = ShardMapText.write(map);
        this.log = opened();
    }

    private StreamLog opened() throws IOException {
        var stream = new StreamLog(folder, "telemetry", SegmentListener.NONE);
        for (Shard shard : map.shards()) {
            ShardLog opened = stream.open(shard.id(), shard.firstPlace(), LIMITS);
            if (!shard.isOpen()) {
                opened.finish(nowMillis);
            }
        }
        return stream;
    }

    ShardMap map() {
        return map;
    }

    ShardLog log(ShardId shard) {
        return log.shard(shard).orElseThrow();
    }

    Map<String, Integer> sentOfKey() {
        return sentOfKey;
    }

    boolean isIdle() {
        return waiting.isEmpty() && appended.isEmpty();
    }

    void send() {
        String key = "key-" + random.nextInt(6);
        int number = sentOfKey.merge(key, 1, Integer::sum) - 1;
        var sent = new Sent(nextId++, key, number);
        (random.nextBoolean() ? journal : direct).put(sent.id(), sent);
        waiting.add(sent);
    }

    /** Appends some of what waits. */
    void move() throws IOException {
        resume();
        nowMillis += random.nextInt(30) == 0 ? -400 : random.nextInt(50);
        for (int i = 1 + random.nextInt(8); i > 0 && !waiting.isEmpty(); i--) {
            Sent sent = waiting.get(0);
            HashKey hash = new PartitionKey(sent.key()).hashKey();
            ShardId shard = map.route(hash).id();
            ByteBuffer body = ByteBuffer.allocate(8 + random.nextInt(600)).putInt(4, sent.number());
            var record = new NewRecord(
                    nowMillis,
                    sent.id(),
                    journal.containsKey(sent.id()),
                    Optional.of(new PartitionKey(sent.key())),
                    body);
            try {
                long place = log.append(shard, record, nowMillis).place();
                appended.add(new Moved(sent, shard, place));
                waiting.remove(0);
            } catch (AppendRefusedException e) {
                discard(e);
                return;
            }
        }
    }

    private void resume() throws IOException {
        for (ShardLog shard : log.shards()) {
            if (!shard.isFinished()) {
                try {
                    shard.resume();
                } catch (AppendRefusedException e) {
                    discard(e);
                }
            }
        }
    }

    private void discard(AppendRefusedException refusal) {
        List<Moved> discarded = appended.stream()
                .filter(moved -> moved.shard().equals(refusal.shard()) && moved.place() >= refusal.firstDiscarded())
                .toList();
        appended.removeAll(discarded);
        List<Sent> all = new ArrayList<>(discarded.stream().map(Moved::sent).toList());
        all.addAll(waiting);
        all.sort((one, other) -> Long.compare(one.id(), other.id()));
        waiting = all;
    }

    void sync() {
        log.sync().forEach(this::discard);
        for (Moved moved : List.copyOf(appended)) {
            if (moved.place() < log(moved.shard()).nextPlace()) {
                appended.remove(moved);
                if (direct.remove(moved.sent().id()) == null) {
                    readable.add(moved);
                }
            }
        }
    }

    /** The journal forgets what is durable, in the order in which it was stored. */
    void acknowledge() {
        for (int i = random.nextInt(12); i > 0 && !readable.isEmpty(); i--) {
            Moved moved = readable.remove(0);
            journal.remove(moved.sent().id());
            log(moved.shard()).settle(moved.place());
        }
    }

    void fillDisk() {
        isDiskFailing = true;
        folder.each(store -> store.leaveRoomFor(random.nextInt(3_000)));
    }

    void failDisk() {
        isDiskFailing = true;
        folder.each(store -> store.failForces(random.nextBoolean()));
    }

    void healDisk() {
        isDiskFailing = false;
        folder.each(store -> {
            store.leaveRoom();
            store.failForces(false);
        });
    }

    /** Loses power, or only the process, and starts again. */
    void crash() throws IOException {
        healDisk();
        if (random.nextBoolean()) {
            folder.losePower(random::nextBoolean);
        }
        restart();
    }

    void stop() throws IOException {
        healDisk();
        sync();
        resume();
        log.close();
        restart();
    }

    private void restart() throws IOException {
        map = ShardMapText.read(storedMap);
        log = opened();
        appended.clear();
        readable.clear();
        Set<Long> stored = log.unsettledIngestIds();
        log.settleRecovered();
        waiting = new ArrayList<>();
        archiveAll();
        Set<Long> durable = archive.values().stream().map(Sent::id).collect(Collectors.toSet());
        direct.keySet().removeAll(durable);
        waiting.addAll(direct.values());
        for (Sent sent : List.copyOf(journal.values())) {
            if (stored.contains(sent.id())) {
                journal.remove(sent.id());
            } else {
                waiting.add(sent);
            }
        }
        waiting.sort((one, other) -> Long.compare(one.id(), other.id()));
    }

    /** Splits or merges shards; may crash when only the map is stored. @return the new shards */
    List<Shard> reshard() throws IOException {
        healDisk();
        resume();
        sync();
        List<Shard> open = map.open();
        int index = random.nextInt(open.size());
        Shard shard = open.get(index);
        Resharding change = random.nextBoolean() && open.size() < 6
                ? map.split(shard.id(), middle(shard), id -> log(id).nextPlace() - 1, Instant.EPOCH)
                : map.merge(
                        shard.id(),
                        open.get((index + 1) % open.size()).id(),
                        id -> log(id).nextPlace() - 1,
                        Instant.EPOCH);
        if (!(change instanceof Resharding.Done done)) {
            return List.of();
        }
        storedMap = ShardMapText.write(done.map());
        if (random.nextInt(4) == 0) {
            return List.of();
        }
        List<Shard> added = done.map().shards().stream()
                .filter(candidate -> map.find(candidate.id()).isEmpty())
                .toList();
        for (Shard each : map.open()) {
            if (!done.map().find(each.id()).orElseThrow().isOpen()) {
                log(each.id()).finish(nowMillis);
            }
        }
        for (Shard each : added) {
            log.open(each.id(), each.firstPlace(), LIMITS);
        }
        map = done.map();
        return added;
    }

    boolean isMapStored() {
        return ShardMapText.write(map).equals(storedMap);
    }

    private static HashKey middle(Shard shard) {
        return HashKey.of(shard.range().first().value().add(shard.range().size().shiftRight(1)));
    }

    /** What each record was that could be read when something was trimmed. */
    Map<String, Sent> archive() {
        return archive;
    }

    /** For the message of a test that fails. */
    String whereIs(String key, int number) throws IOException {
        archiveAll();
        List<String> places = new ArrayList<>();
        archive.forEach((place, sent) -> {
            if (sent.key().equals(key) && sent.number() == number) {
                places.add(place);
            }
        });
        boolean isInJournal =
                journal.values().stream().anyMatch(sent -> sent.key().equals(key) && sent.number() == number);
        return "that one is in " + places + (isInJournal ? " and in the journal" : "") + "; " + map;
    }

    private void archiveAll() throws IOException {
        for (ShardLog shard : log.shards()) {
            try (ShardReader reader = shard.reader(shard.horizon())) {
                while (reader.next() instanceof ReadOutcome.Next next) {
                    StoredRecord record = next.record();
                    String key = record.key().orElseThrow().value();
                    archive.put(
                            shard.shard() + "/" + record.place(),
                            new Sent(record.ingestId(), key, record.body().getInt(4)));
                }
            }
        }
    }

    void trim() throws IOException {
        archiveAll();
        try {
            if (random.nextBoolean()) {
                List<ShardLog> logs = List.copyOf(log.shards());
                logs.get(random.nextInt(logs.size())).trimOldest(nowMillis);
            } else {
                log.trim(Duration.ofSeconds(3), Optional.empty(), nowMillis);
            }
        } catch (AppendRefusedException e) {
            discard(e);
        } catch (IOException e) {
            assertThat(isDiskFailing).isTrue();
        }
    }
}
