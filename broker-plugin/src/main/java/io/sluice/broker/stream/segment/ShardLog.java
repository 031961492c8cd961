package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * All records of one shard that are kept.
 *
 * <h2>Writing</h2>
 *
 * {@link #append} gives a record its place and writes it; {@link #sync} makes everything appended so far durable and
 * readable, and ends the batch. Nobody sees a record before it is durable, so its number is fixed when anybody learns of
 * it. One thread appends; {@link #sync} may be called by another one meanwhile, and {@link #trim} by a third.
 *
 * <p>If the disk is full or fails, {@link #append} or {@link #sync} throws {@link AppendRefusedException}: what was appended
 * behind the last batch that is durable, or is about to be, is gone, and its numbers are free again. The log refuses until
 * {@link #resume} has cut off what a failed write left. What is readable stays readable. A failed sync takes back all that
 * is not durable, because nobody knows any more what of it the disk has.
 *
 * <h2>Where the records come from</h2>
 *
 * A record may be in the broker's journal too, under its ingest id, until it is settled; others never were there.
 * {@link #settle} tells up to where the journal has forgotten what it had; up to where it has nothing any more is noted with the
 * next batch. After a crash, {@link #forEachUnsettled} names the records behind that note: what of them is still in the
 * journal must not be appended again.
 *
 * <h2>Trimming</h2>
 *
 * Segments are deleted as a whole, oldest first, when the newest record in them has reached the retention. A record from a
 * clock that was far ahead does not hold up the others for ever: while its time is in the future, the time at which the
 * next segment was begun counts instead. A segment with a record that is not settled stays.
 */
public final class ShardLog implements Closeable {

    /** What a record may have at most besides its partition key. */
    public static final int MOST_BODY_BYTES =
            Frames.MAXIMUM_BYTES - Frames.RECORD_PREFIX_BYTES - PartitionKey.MAXIMUM_BYTES;

    private final ShardId shard;
    private final SegmentFinder finder;
    private final LogWriter writer;
    private final long recoveredSettledTo;
    private final long recoveredTo;

    private ShardLog(ShardId shard, SegmentFinder finder, LogWriter writer) {
        this.shard = shard;
        this.finder = finder;
        this.writer = writer;
        this.recoveredSettledTo = writer.settledTo();
        this.recoveredTo = writer.view().nextPlace() - 1;
    }

    /**
     * Opens the log of a shard, or begins one. What a crash left of the last batch is cut off.
     *
     * @param firstPlace place of the first record, if there is no file yet
     * @throws DamagedSegmentException if anything is missing or unreadable that had been durable; nothing is changed then
     */
    public static ShardLog open(
            SegmentStore store,
            String stream,
            ShardId shard,
            long firstPlace,
            SegmentLimits limits,
            SegmentListener listener)
            throws IOException {
        var opening = new LogOpening(store, stream, shard, limits, listener);
        var writer = new LogWriter(store, opening, firstPlace, limits, listener);
        return new ShardLog(shard, new SegmentFinder(store, limits, listener), writer);
    }

    public ShardId shard() {
        return shard;
    }

    /** Place of the oldest record that is kept; that of the next one if none is. */
    public long horizon() {
        return writer.view().horizon();
    }

    /** Place of the first record that is not readable yet: one above the last that is. */
    public long nextPlace() {
        return writer.view().nextPlace();
    }

    /** Whether the shard was closed: there will be no further record. */
    public boolean isFinished() {
        return writer.view().isFinished();
    }

    /** What the files take on disk, without what is not durable yet. */
    public long bytes() {
        return writer.view().bytes();
    }

    /**
     * When the newest record of the oldest segment arrived that is full and settled, which is the next one that {@link #trimOldest} deletes;
     * empty if there is none.
     */
    public OptionalLong oldestSegmentMillis() {
        LogView view = writer.view();
        return Retention.trimmable(view, writer.settledTo()) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(view.sealed().get(0).newestArrival());
    }

    /**
     * Adds a record behind all others. It is durable and readable after the next {@link #sync}.
     *
     * @param nowMillis the time at which a segment begins, if one does
     * @return its place
     * @throws AppendRefusedException if it cannot be written
     * @throws IllegalArgumentException if it is larger than any record may be
     * @throws IllegalStateException if the shard is closed
     */
    public long append(NewRecord record, long nowMillis) throws AppendRefusedException {
        return writer.append(record, nowMillis);
    }

    /**
     * Hands to the disk what was appended before, without waiting until it is durable.
     *
     * @throws AppendRefusedException as {@link #append}
     */
    public void flush() throws AppendRefusedException {
        writer.flush();
    }

    /**
     * Makes what was appended before durable and readable.
     *
     * @throws AppendRefusedException if the disk does not take it; everything that is not durable is discarded
     */
    public void sync() throws AppendRefusedException {
        writer.sync();
    }

    /**
     * Takes appends again after one was refused; no effect otherwise.
     *
     * @return the place that the next record gets
     * @throws AppendRefusedException if the disk still fails
     */
    public long resume() throws AppendRefusedException {
        return writer.resume();
    }

    /**
     * The broker's journal has forgotten the records up to this place for good that it had. For any thread.
     *
     * @param place of the last of them; every one before it is settled too, and none behind it that was in the journal
     */
    public void settle(long place) {
        writer.settle(place);
    }

    /** Is told the records that were not known to be settled when the log was opened. */
    public interface Unsettled {
        /** The broker's journal may still have this record. */
        void record(long place, long ingestId);
    }

    /** Names the records that were stored before the log was opened, and may be in the broker's journal as well. */
    public void forEachUnsettled(Unsettled consumer) throws IOException {
        try (ShardReader reader = reader(recoveredSettledTo + 1)) {
            ReadOutcome outcome = reader.next();
            while (outcome instanceof ReadOutcome.Next || outcome instanceof ReadOutcome.Trimmed) {
                if (outcome instanceof ReadOutcome.Next next) {
                    consumer.record(next.record().place(), next.record().ingestId());
                }
                outcome = reader.next();
            }
        }
    }

    /** The broker's journal has forgotten everything that {@link #forEachUnsettled} named. For any thread. */
    public void settleRecovered() {
        settle(recoveredTo);
    }

    /** Closes the shard for good: what was appended is made durable, and nothing is appended any more. */
    public void finish(long nowMillis) throws AppendRefusedException {
        writer.finish(nowMillis);
    }

    /**
     * Deletes the segments whose records have all been kept this long.
     *
     * @return how many
     */
    public int trim(Duration retention, long nowMillis) throws IOException {
        return writer.trim(retention, nowMillis);
    }

    /**
     * Deletes the oldest segment that is full and settled, whatever its age.
     *
     * @return how many were deleted, 1 or 0
     */
    public int trimOldest(long nowMillis) throws IOException {
        return writer.trimOldest(nowMillis);
    }

    /** Changes when a segment is full, also that which is written to now. */
    public void limitTo(SegmentLimits limits) {
        writer.limitTo(limits);
    }

    /** Ends the segment that is written to if it is full, without waiting for the next record. */
    public void rollIfFull(long nowMillis) throws AppendRefusedException {
        writer.rollIfFull(nowMillis);
    }

    /** A reader that begins at this place. */
    public ShardReader reader(long place) {
        return new ShardReader(finder, writer::view, place);
    }

    /**
     * The place where reading from a position begins.
     *
     * @throws IllegalArgumentException if it is a sequence number of another shard, or one that was not given yet
     */
    public long placeOf(StartPosition position) throws IOException {
        LogView view = writer.view();
        if (position instanceof StartPosition.AtSequenceNumber at) {
            return checked(view, at.number(), 0, position);
        }
        if (position instanceof StartPosition.AfterSequenceNumber after) {
            return checked(view, after.number(), 1, position);
        }
        if (position instanceof StartPosition.AtTimestamp at) {
            return placeAt(at.timestamp().toEpochMilli());
        }
        return position instanceof StartPosition.Latest ? view.nextPlace() : view.horizon();
    }

    private long checked(LogView view, SequenceNumber number, int beyond, StartPosition position) {
        if (!number.shard().equals(shard)) {
            throw new IllegalArgumentException(position + " is not in " + shard);
        }
        if (number.place() > view.nextPlace() - beyond) {
            throw new IllegalArgumentException(position + " is above the last record of " + shard);
        }
        return Math.max(number.place() + beyond, view.horizon());
    }

    /** The place of the first record that arrived at this time or later; the next place if none did. */
    private long placeAt(long arrivalMillis) throws IOException {
        while (true) {
            LogView view = writer.view();
            try {
                return finder.placeAt(view, arrivalMillis);
            } catch (NoSuchFileException e) {
                if (writer.view().horizon() == view.horizon()) {
                    throw new DamagedSegmentException(
                            finder.store(), String.valueOf(e.getFile()), 0, "the file is missing");
                }
            }
        }
    }

    /** When the record of this place arrived; empty if it is not kept or not readable yet. */
    public OptionalLong arrivalMillis(long place) throws IOException {
        try (ShardReader reader = reader(place)) {
            return reader.next() instanceof ReadOutcome.Next next
                    ? OptionalLong.of(next.record().arrivalMillis())
                    : OptionalLong.empty();
        }
    }

    /**
     * Reads everything that is readable and names each place where it cannot be read; none if all is well. Takes as long as
     * reading takes, beside everything else.
     */
    public List<DamagedSegmentException> check() throws IOException {
        return new LogCheck(finder.store()).check(writer.view());
    }

    /** Makes everything durable and closes the files; nothing else may be called any more but by readers. */
    @Override
    public void close() throws IOException {
        writer.close();
    }
}
