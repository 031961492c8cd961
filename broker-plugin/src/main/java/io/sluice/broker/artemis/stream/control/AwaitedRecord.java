package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.artemis.stream.StreamListener;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.ReadOutcome;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import io.sluice.broker.stream.shard.Shard;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds out which number a record has got that was put by a request: looks through what becomes readable from the beginning
 * of the request on, for the id of its message. To be registered as a listener before the record is put.
 */
final class AwaitedRecord implements StreamListener {

    private final Stream stream;
    private final long messageId;
    private final Map<ShardId, Long> places = new HashMap<>();
    private boolean isNews;
    private boolean isClosing;

    AwaitedRecord(Stream stream, long messageId) {
        this.stream = stream;
        this.messageId = messageId;
        for (ShardLog log : stream.log().shards()) {
            places.put(log.shard(), log.nextPlace());
        }
    }

    @Override
    public void recordsReadable(Set<ShardId> shards) {
        tell(false);
    }

    @Override
    public void closing() {
        tell(true);
    }

    private synchronized void tell(boolean closes) {
        isNews = true;
        isClosing |= closes;
        notifyAll();
    }

    /** Waits for the record. @return empty if it is not there in time, or the stream is closed meanwhile */
    Optional<SequenceNumber> await(long patienceMillis) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (true) {
            Optional<SequenceNumber> found = find();
            if (found.isPresent() || !hasNews(deadline)) {
                return found;
            }
        }
    }

    private synchronized boolean hasNews(long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        while (!isNews && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
        boolean wasNews = isNews && !isClosing;
        isNews = false;
        return wasNews;
    }

    private Optional<SequenceNumber> find() throws IOException {
        for (Shard shard : stream.shardMap().shards()) {
            Optional<ShardLog> log = stream.log().shard(shard.id());
            Optional<SequenceNumber> found = log.isEmpty() ? Optional.empty() : find(log.get(), shard.firstPlace());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<SequenceNumber> find(ShardLog log, long firstPlace) throws IOException {
        long from = places.getOrDefault(log.shard(), firstPlace);
        if (from >= log.nextPlace()) {
            return Optional.empty();
        }
        try (ShardReader reader = log.reader(from)) {
            ReadOutcome outcome = reader.next();
            while (outcome instanceof ReadOutcome.Next || outcome instanceof ReadOutcome.Trimmed) {
                if (outcome instanceof ReadOutcome.Next next && next.record().ingestId() == messageId) {
                    return Optional.of(
                            new SequenceNumber(log.shard(), next.record().place()));
                }
                outcome = reader.next();
            }
            places.put(log.shard(), reader.place());
            return Optional.empty();
        }
    }
}
