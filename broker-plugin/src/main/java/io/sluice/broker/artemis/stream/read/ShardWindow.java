package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.artemis.queue.RecordSource;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.segment.ShardReader;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What was read ahead of one shard. The reader of the files belongs to the thread that pumps; everything else is under the
 * monitor of the queue.
 */
final class ShardWindow implements RecordSource {

    private static final long NOWHERE = -1;

    private final ShardId shard;
    private final ShardLog log;
    private final Set<Long> gone = new HashSet<>();
    private final AtomicBoolean isResting = new AtomicBoolean();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private final ReadAheadLevel level = new ReadAheadLevel();
    private @Nullable ShardReader reader;
    private @Nullable RecordMessages messages;
    private boolean isOpen;
    private int round;
    private long startAt = NOWHERE;
    private long trimmed;
    private long givenRecords;
    private long givenBytes;

    ShardWindow(ShardId shard, ShardLog log) {
        this.shard = shard;
        this.log = log;
    }

    /** What makes messages of the records. Only for the thread that pumps. */
    RecordMessages messages(String stream) {
        RecordMessages current = messages;
        if (current == null) {
            current = new RecordMessages(stream, shard);
            messages = current;
        }
        return current;
    }

    @Override
    public ShardId shard() {
        return shard;
    }

    ShardLog log() {
        return log;
    }

    /** Reads from here from now on; what was read before is stale. */
    void restart(long place) {
        isOpen = true;
        startAt = place;
        forget();
    }

    /** Reads nothing any more; what was read is stale. */
    void stop() {
        isOpen = false;
        forget();
    }

    private void forget() {
        round++;
        level.empty();
        trimmed = 0;
        gone.clear();
    }

    boolean isOpen() {
        return isOpen;
    }

    @Override
    public int round() {
        return round;
    }

    /** How much is read ahead. */
    ReadAheadLevel level() {
        return level;
    }

    /** How much may be read now, if at most so much is to be ahead of those who consume; 0 or less if nothing. */
    long room(long limit) {
        long room = level.room(limit);
        return isOpen ? room : 0;
    }

    /** There may be something to read; for any thread. @return false if that is known */
    boolean becomesDue() {
        return isDue.compareAndSet(false, true);
    }

    /** What is said from now on is news; for any thread. */
    void isLookedAt() {
        isDue.set(false);
    }

    /** Reads nothing for a while; for any thread. @return false if that is known */
    boolean rest() {
        return isResting.compareAndSet(false, true);
    }

    void endRest() {
        isResting.set(false);
    }

    /** A record that is not next yet will not be delivered. */
    void skip(long place) {
        gone.add(place);
    }

    boolean hasSkipped() {
        return !gone.isEmpty();
    }

    /** Whether a record that is next now was skipped before. */
    boolean takeSkipped(long place) {
        return gone.remove(place);
    }

    /** A record of so many bytes was given to a consumer, perhaps again. */
    void given(long bytes) {
        givenRecords++;
        givenBytes += bytes;
    }

    /** How many were given to consumers since the broker started. */
    long givenRecords() {
        return givenRecords;
    }

    long givenBytes() {
        return givenBytes;
    }

    void missed(long records) {
        trimmed += records;
    }

    /** How many records were missed in front of the one that is read now. */
    long takeMissed() {
        long missed = trimmed;
        trimmed = 0;
        return missed;
    }

    /** Where to read from instead; negative if the reader is where it should be. */
    long takeStart() {
        long start = startAt;
        startAt = NOWHERE;
        return start;
    }

    /** Only for the thread that pumps. */
    ShardReader readerAt(long start) throws IOException {
        ShardReader current = reader;
        if (current == null) {
            current = log.reader(Math.max(0, start));
            reader = current;
        } else if (start >= 0) {
            current.moveTo(start);
        }
        return current;
    }

    /** Only for the thread that pumps. */
    void close() throws IOException {
        ShardReader current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }
}
