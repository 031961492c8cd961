package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.segment.FrameReader.Found;
import io.sluice.broker.stream.segment.SegmentFinder.OpenSegment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a shard one after the other, beside whoever writes and trims. It holds one file open and one
 * buffer, which is given up while there is nothing to read. Not thread-safe: one thread at a time.
 */
public final class ShardReader implements Closeable {

    private final SegmentFinder finder;
    private final Supplier<LogView> log;
    private long place;
    private @Nullable OpenSegment segment;

    ShardReader(SegmentFinder finder, Supplier<LogView> log, long place) {
        this.finder = finder;
        this.log = log;
        this.place = place;
    }

    /** Place of the record that is read next. */
    public long place() {
        return place;
    }

    /** Goes to the record of this place, or where it will be; no further back than the horizon when it is read. */
    public void moveTo(long newPlace) throws IOException {
        place = newPlace;
        close();
    }

    /**
     * The next record, if there is one that is durable.
     *
     * @throws DamagedSegmentException if it cannot be read; the reader stays where it is
     */
    public ReadOutcome next() throws IOException {
        LogView view = log.get();
        if (place < view.horizon()) {
            return trimmed(view);
        }
        if (place >= view.nextPlace()) {
            rest();
            return view.isFinished() ? ReadOutcome.FINISHED : ReadOutcome.CAUGHT_UP;
        }
        OpenSegment current = segment;
        try {
            current = current == null || place > current.lastPlace() ? open(view, current) : current;
        } catch (NoSuchFileException e) {
            LogView later = log.get();
            if (place < later.horizon()) {
                return trimmed(later);
            }
            throw new DamagedSegmentException(finder.store(), String.valueOf(e.getFile()), 0, "the file is missing");
        }
        return new ReadOutcome.Next(read(current));
    }

    private ReadOutcome trimmed(LogView view) throws IOException {
        long from = place;
        moveTo(view.horizon());
        return new ReadOutcome.Trimmed(from, place);
    }

    private OpenSegment open(LogView view, @Nullable OpenSegment current) throws IOException {
        LogView.Open open = view.open();
        if (current != null && open != null && open.header().fileName().equals(current.name())) {
            segment =
                    new OpenSegment(current.name(), current.file(), current.frames(), open.end(), view.nextPlace() - 1);
        } else {
            close();
            segment = finder.at(view, place);
        }
        return segment;
    }

    private StoredRecord read(OpenSegment current) throws IOException {
        FrameReader frames = current.frames();
        while (true) {
            long offset = frames.position();
            Found found = frames.next(current.limit());
            if (found == Found.RECORD && frames.place() == place) {
                place++;
                return frames.record();
            }
            if (found != Found.MARK && (found != Found.RECORD || frames.place() > place)) {
                close();
                throw new DamagedSegmentException(
                        finder.store(), current.name(), offset, "record " + place + " cannot be read");
            }
        }
    }

    private void rest() {
        if (segment != null) {
            segment.frames().rest();
        }
    }

    @Override
    public void close() throws IOException {
        OpenSegment current = segment;
        segment = null;
        if (current != null) {
            current.file().close();
        }
    }
}
