package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.FrameReader.Found;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what the files of a shard hold. Of a full segment only header and seal are read, of the newest one what lies
 * behind the last entry of its index.
 *
 * <p>A file may end with zeros that were never written to it (ADR 42). In front of them is its end, and of the newest segment they
 * are cut off.
 *
 * <p>If the newest segment ends with something else that cannot be read, this is either what a crash left of the last batch, and
 * cut off; or damage, and an error. It is damage if anything says that the file was on the disk up to a place behind it: an
 * entry of the index, or a mark in front of it or behind it.
 */
final class LogOpening {

    /** What there is. */
    record Opened(List<SealedSegment> sealed, @Nullable ActiveSegment active, long settledTo) {}

    private final SegmentStore store;
    private final String stream;
    private final ShardId shard;
    private final SegmentLimits limits;
    private final SegmentListener listener;
    private final List<SealedSegment> sealed = new ArrayList<>();
    private long settledTo;

    LogOpening(SegmentStore store, String stream, ShardId shard, SegmentLimits limits, SegmentListener listener) {
        this.store = store;
        this.stream = stream;
        this.shard = shard;
        this.limits = limits;
        this.listener = listener;
    }

    String stream() {
        return stream;
    }

    ShardId shard() {
        return shard;
    }

    Opened open() throws IOException {
        List<String> names =
                store.names().stream().filter(SegmentHeader::isSegment).sorted().toList();
        if (!names.isEmpty()) {
            // the process that began the newest file may have ended before its name was on the disk
            store.sync();
        }
        ActiveSegment active = null;
        for (int i = 0; i < names.size(); i++) {
            active = open(names.get(i), i == names.size() - 1);
        }
        return new Opened(sealed, active, settledTo);
    }

    private @Nullable ActiveSegment open(String name, boolean isNewest) throws IOException {
        SegmentFile file = store.open(name);
        boolean isKept = false;
        try {
            if (isNewest && isStillborn(file)) {
                store.delete(name);
                return null;
            }
            SegmentHeader header = header(file, name);
            SealedSegment full = seal(file, header);
            if (full != null) {
                if (isNewest) {
                    file.truncate(full.fileBytes());
                    file.force();
                }
                sealed.add(full);
                return null;
            }
            if (!isNewest) {
                throw damaged(name, file.size(), "it is not the newest segment and has no seal at its end");
            }
            ActiveSegment active = recover(file, header);
            isKept = true;
            return active;
        } finally {
            if (!isKept) {
                file.close();
            }
        }
    }

    /** Whether the broker ended before the header was on the disk; records are only written after that. */
    private static boolean isStillborn(SegmentFile file) throws IOException {
        if (file.size() > SegmentHeader.BYTES) {
            return false;
        }
        try {
            SegmentHeader.decode(firstBytes(file));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static ByteBuffer firstBytes(SegmentFile file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.read(buffer, 0);
        return buffer.clear();
    }

    private SegmentHeader header(SegmentFile file, String name) throws IOException {
        SegmentHeader header;
        try {
            header = SegmentHeader.decode(firstBytes(file));
        } catch (IllegalArgumentException e) {
            throw damaged(name, 0, String.valueOf(e.getMessage()));
        }
        if (!header.stream().equals(stream) || header.shard() != shard.index()) {
            throw damaged(
                    name, 0, "it is of stream " + header.stream() + ", " + new ShardId(Math.max(0, header.shard())));
        }
        if (!header.fileName().equals(name)) {
            throw damaged(name, 0, "by its header its name is " + header.fileName());
        }
        if (!sealed.isEmpty()) {
            SealedSegment before = sealed.get(sealed.size() - 1);
            if (before.lastPlace() + 1 != header.base()) {
                throw damaged(
                        name,
                        0,
                        "the records from " + (before.lastPlace() + 1) + " to " + (header.base() - 1)
                                + " are missing in front of it");
            }
        }
        return header;
    }

    /** Where the zeros begin that a file ends with; a seal ends with another byte. */
    private static long endWithoutZeros(SegmentFile file) throws IOException {
        long end = file.size();
        int bytes = Frames.SEAL_BYTES;
        while (end > 0) {
            ByteBuffer last = ByteBuffer.allocate((int) Math.min(bytes, end));
            file.read(last, end - last.capacity());
            for (int at = last.capacity() - 1; at >= 0; at--) {
                if (last.get(at) != 0) {
                    return end - last.capacity() + at + 1;
                }
            }
            end -= last.capacity();
            bytes = FrameReader.BUFFER_BYTES;
        }
        return 0;
    }

    private @Nullable SealedSegment seal(SegmentFile file, SegmentHeader header) throws IOException {
        long end = endWithoutZeros(file);
        long at = end - Frames.SEAL_BYTES;
        if (at < SegmentHeader.BYTES) {
            return null;
        }
        var reader = new FrameReader(file, at);
        if (reader.next(end) != Found.SEAL) {
            return null;
        }
        settledTo = Math.max(settledTo, reader.settledTo());
        return new SealedSegment(
                header,
                reader.lastPlace(),
                reader.newestArrival(),
                at,
                (int) reader.indexEntries(),
                reader.isLastOfShard());
    }

    private ActiveSegment recover(SegmentFile file, SegmentHeader header) throws IOException {
        long size = file.size();
        SparseIndex index = new IndexFile(store, header).read();
        long indexed = index.size() == 0 ? 0 : index.get(index.size() - 1).offset() + Frames.MARK_BYTES;
        if (!isBelievable(index, file, size)) {
            index = new SparseIndex();
        }
        var scan = new SegmentScan(file, header, limits.indexIntervalBytes(), index, settledTo);
        Found found = scan.run(size);
        ActiveSegment.Point end = scan.point();
        long synced = Math.max(Math.max(indexed, scan.syncedTo()), new MarkSearch(file).syncedTo(end.offset(), size));
        if (synced > end.offset()) {
            throw damaged(
                    header.fileName(),
                    end.offset(),
                    "record " + end.nextPlace() + " cannot be read, though the file was on the disk up to offset "
                            + synced);
        }
        if (found != Found.END) {
            long torn = endWithoutZeros(file) - end.offset();
            file.truncate(end.offset());
            if (torn > 0) {
                listener.tailCut(header.fileName(), end.offset(), torn);
            }
        }
        file.force();
        settledTo = Math.max(settledTo, scan.settledTo());
        var active = new ActiveSegment(file, header, limits.indexIntervalBytes(), index, end);
        active.writeIndex(store, listener);
        return active;
    }

    /** Whether the last entry leads to a mark of the same place. */
    private static boolean isBelievable(SparseIndex index, SegmentFile file, long size) throws IOException {
        if (index.size() == 0) {
            return true;
        }
        SparseIndex.Entry last = index.get(index.size() - 1);
        var reader = new FrameReader(file, last.offset());
        return reader.next(size) == Found.MARK && reader.nextPlace() == last.place();
    }

    private DamagedSegmentException damaged(String name, long offset, String what) {
        return new DamagedSegmentException(store, name, offset, what);
    }
}
