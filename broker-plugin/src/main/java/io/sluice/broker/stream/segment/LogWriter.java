package io.sluice.broker.stream.segment;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes the files of a shard and publishes what can be read of them. {@link ShardLog} says what each method promises. */
final class LogWriter {

    private final SegmentStore store;
    private final String stream;
    private final ShardId shard;
    private final SegmentListener listener;
    private final Unsettled unsettled;

    /** Held while the disk is waited for, and while the active segment changes; taken before the monitor of the writer. */
    private final Object syncing = new Object();

    @GuardedBy("this")
    private @Nullable ActiveSegment active;

    @GuardedBy("this")
    private @Nullable IOException failure;

    @GuardedBy("this")
    private boolean isDirty;

    private volatile SegmentLimits limits;
    private volatile LogView view;

    LogWriter(SegmentStore store, LogOpening opening, long firstPlace, SegmentLimits limits, SegmentListener listener)
            throws IOException {
        this.store = store;
        this.stream = opening.stream();
        this.shard = opening.shard();
        this.limits = limits;
        this.listener = listener;
        LogOpening.Opened opened = opening.open();
        this.active = opened.active();
        this.view = LogView.of(opened.sealed(), opened.active(), firstPlace);
        this.unsettled = new Unsettled(Math.max(opened.settledTo(), view.horizon() - 1), view.nextPlace() - 1);
    }

    LogView view() {
        return view;
    }

    long settledTo() {
        return unsettled.settledTo();
    }

    void settle(long place) {
        unsettled.settle(place);
    }

    long append(NewRecord record, long nowMillis) throws AppendRefusedException {
        byte[] key = record.key().map(PartitionKey::utf8).orElse(new byte[0]);
        int bytes = Frames.recordBytes(key.length, record.body().remaining());
        if (bytes > Frames.MAXIMUM_BYTES) {
            throw new IllegalArgumentException(
                    "record takes " + bytes + " bytes; a segment takes one of up to " + Frames.MAXIMUM_BYTES);
        }
        if (isFull(bytes, nowMillis)) {
            roll(false, nowMillis);
        }
        synchronized (this) {
            ActiveSegment segment = usable(nowMillis);
            try {
                isDirty = true;
                long place = segment.append(record, key, unsettled.settledTo());
                unsettled.appended(place, record.isInJournal());
                return place;
            } catch (IOException e) {
                throw refused(e, segment.batchStart());
            }
        }
    }

    void limitTo(SegmentLimits changed) {
        limits = changed;
    }

    void rollIfFull(long nowMillis) throws AppendRefusedException {
        if (isFull(0, nowMillis)) {
            roll(false, nowMillis);
        }
    }

    private synchronized boolean isFull(int bytes, long nowMillis) {
        return active != null
                && !active.isEmpty()
                && failure == null
                && (active.size() + bytes > limits.size().bytes()
                        || nowMillis - active.header().createdMillis()
                                >= limits.age().toMillis());
    }

    @GuardedBy("this")
    private ActiveSegment usable(long nowMillis) throws AppendRefusedException {
        if (view.isFinished()) {
            throw new IllegalStateException(shard + " of " + stream + " is closed");
        }
        IOException reason = failure;
        ActiveSegment segment = active;
        if (reason != null) {
            throw new AppendRefusedException(shard, segment == null ? view.nextPlace() : segment.nextPlace(), reason);
        }
        if (segment == null) {
            try {
                segment = begun(nowMillis);
            } catch (IOException e) {
                throw new AppendRefusedException(shard, view.nextPlace(), e);
            }
            active = segment;
            publish(view.sealed());
        }
        return segment;
    }

    private ActiveSegment begun(long nowMillis) throws IOException {
        var header = new SegmentHeader(stream, shard.index(), view.nextPlace(), nowMillis);
        return ActiveSegment.create(store, header, limits.indexIntervalBytes());
    }

    @GuardedBy("this")
    private AppendRefusedException refused(IOException cause, ActiveSegment.Point rewindTo) {
        if (active != null) {
            active.rewind(rewindTo);
        }
        unsettled.takenBack(rewindTo.nextPlace());
        failure = cause;
        return new AppendRefusedException(shard, rewindTo.nextPlace(), cause);
    }

    synchronized void flush() throws AppendRefusedException {
        ActiveSegment segment = active;
        if (segment != null && isDirty && failure == null) {
            try {
                segment.flush();
            } catch (IOException e) {
                throw refused(e, segment.batchStart());
            }
        }
    }

    void sync() throws AppendRefusedException {
        synchronized (syncing) {
            ActiveSegment segment;
            ActiveSegment.Point end;
            synchronized (this) {
                segment = active;
                if (segment == null || !isDirty || failure != null) {
                    return;
                }
                end = flushed(segment);
                isDirty = false;
            }
            try {
                segment.force();
            } catch (IOException e) {
                synchronized (this) {
                    throw refused(e, segment.synced());
                }
            }
            synchronized (this) {
                segment.synced(end);
                publish(view.sealed());
                segment.writeIndex(store, listener);
            }
        }
    }

    @GuardedBy("this")
    private ActiveSegment.Point flushed(ActiveSegment segment) throws AppendRefusedException {
        try {
            segment.flush();
            return segment.endBatch();
        } catch (IOException e) {
            throw refused(e, segment.batchStart());
        }
    }

    long resume() throws AppendRefusedException {
        synchronized (syncing) {
            synchronized (this) {
                ActiveSegment segment = active;
                if (segment == null || failure == null) {
                    return segment == null ? view.nextPlace() : segment.nextPlace();
                }
                try {
                    segment.cut();
                } catch (IOException e) {
                    failure = e;
                    throw new AppendRefusedException(shard, segment.nextPlace(), e);
                }
                failure = null;
                return segment.nextPlace();
            }
        }
    }

    void finish(long nowMillis) throws AppendRefusedException {
        if (!view.isFinished()) {
            roll(true, nowMillis);
        }
    }

    /** Seals the active segment, if it has records or is the last one. */
    private void roll(boolean isLastOfShard, long nowMillis) throws AppendRefusedException {
        synchronized (syncing) {
            synchronized (this) {
                ActiveSegment segment = usable(nowMillis);
                if (segment.isEmpty() && !isLastOfShard) {
                    return;
                }
                flushed(segment);
                try {
                    segment.force();
                } catch (IOException e) {
                    throw refused(e, segment.synced());
                }
                segment.synced(segment.batchStart());
                isDirty = false;
                seal(segment, isLastOfShard);
            }
        }
    }

    @GuardedBy("this")
    private void seal(ActiveSegment segment, boolean isLastOfShard) throws AppendRefusedException {
        SealedSegment sealed;
        try {
            sealed = segment.seal(isLastOfShard, unsettled.settledTo());
            segment.writeIndex(store, listener);
            segment.close();
        } catch (IOException e) {
            publish(view.sealed());
            throw refused(e, segment.synced());
        }
        List<SealedSegment> all = new ArrayList<>(view.sealed());
        all.add(sealed);
        active = null;
        publish(List.copyOf(all));
    }

    @GuardedBy("this")
    private void publish(List<SealedSegment> sealed) {
        view = LogView.of(sealed, active, view.nextPlace());
    }

    int trim(Duration retention, long nowMillis) throws IOException {
        if (isActiveExpired(retention, nowMillis)) {
            roll(false, nowMillis);
        }
        synchronized (syncing) {
            int expired;
            synchronized (this) {
                expired = Retention.expired(view, unsettled.settledTo(), retention, nowMillis);
            }
            return drop(expired, nowMillis);
        }
    }

    private synchronized boolean isActiveExpired(Duration retention, long nowMillis) {
        return active != null
                && failure == null
                && !active.isEmpty()
                && Retention.isOver(active.newestArrival(), retention, nowMillis);
    }

    int trimOldest(long nowMillis) throws IOException {
        synchronized (syncing) {
            return drop(Math.min(1, Retention.trimmable(view, unsettled.settledTo())), nowMillis);
        }
    }

    /**
     * Deletes the oldest segments. One always remains that says which place is next; if none can be begun because the disk is
     * full, the last one stays.
     */
    private int drop(int segments, long nowMillis) throws IOException {
        List<SealedSegment> dropped;
        synchronized (this) {
            List<SealedSegment> all = view.sealed();
            if (segments > 0 && segments == all.size() && active == null) {
                all = withSuccessor(all, nowMillis);
            }
            int most = active == null ? all.size() - 1 : all.size();
            dropped = view.sealed().subList(0, Math.max(0, Math.min(segments, most)));
            publish(List.copyOf(all.subList(dropped.size(), all.size())));
        }
        for (SealedSegment segment : dropped) {
            store.delete(segment.fileName());
            store.delete(SegmentHeader.indexName(segment.base()));
            store.sync();
            listener.segmentTrimmed(segment.fileName(), segment.fileBytes());
        }
        return dropped.size();
    }

    /** Begins a segment behind the last one, so that this one can go. */
    @GuardedBy("this")
    private List<SealedSegment> withSuccessor(List<SealedSegment> all, long nowMillis) throws IOException {
        try {
            ActiveSegment successor = begun(nowMillis);
            if (!view.isFinished()) {
                active = successor;
                return all;
            }
            try (successor) {
                List<SealedSegment> more = new ArrayList<>(all);
                more.add(successor.seal(true, unsettled.settledTo()));
                return more;
            }
        } catch (IOException e) {
            if (all.size() == 1) {
                throw e;
            }
            return all;
        }
    }

    void close() throws IOException {
        synchronized (syncing) {
            try {
                sync();
            } finally {
                synchronized (this) {
                    ActiveSegment segment = active;
                    active = null;
                    if (segment != null) {
                        close(segment);
                    }
                }
            }
        }
    }

    @GuardedBy("this")
    private void close(ActiveSegment segment) throws IOException {
        try (segment) {
            if (failure == null) {
                segment.confirm(unsettled.settledTo());
            } else {
                segment.cut();
            }
        }
    }
}
