package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.segment.FrameReader.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Reads whole segments and names what cannot be read of them. */
final class LogCheck {

    private final SegmentStore store;
    private final List<DamagedSegmentException> damages = new ArrayList<>();

    LogCheck(SegmentStore store) {
        this.store = store;
    }

    List<DamagedSegmentException> check(LogView view) throws IOException {
        for (SealedSegment segment : view.sealed()) {
            check(segment.header(), segment.end(), segment.lastPlace() + 1);
        }
        LogView.Open open = view.open();
        if (open != null) {
            check(open.header(), open.end(), view.nextPlace());
        }
        return damages;
    }

    private void check(SegmentHeader header, long end, long nextPlace) throws IOException {
        try (SegmentFile file = store.open(header.fileName())) {
            check(file, header, end, nextPlace);
        } catch (NoSuchFileException e) {
            damages.add(damage(header, 0, "the file is missing"));
        }
    }

    private void check(SegmentFile file, SegmentHeader header, long end, long nextPlace) throws IOException {
        var frames = new FrameReader(file, SegmentHeader.BYTES);
        long place = header.base();
        while (frames.position() < end) {
            long offset = frames.position();
            Found found = frames.next(end);
            if (placeIn(frames, found) != place) {
                damages.add(damage(header, offset, "record " + place + " cannot be read"));
                long mark = new MarkSearch(file).first(offset + 1, end);
                place = mark == MarkSearch.NONE ? nextPlace : skipTo(frames, mark, end);
                frames.moveTo(mark == MarkSearch.NONE ? end : mark);
            } else if (found == Found.RECORD) {
                place++;
            }
        }
        if (place != nextPlace) {
            damages.add(damage(header, end, "the records from " + place + " to " + (nextPlace - 1) + " are missing"));
        }
    }

    /** The place that a frame is about; none of a record if it cannot be read. */
    private static long placeIn(FrameReader frames, Found found) {
        return switch (found) {
            case RECORD -> frames.place();
            case MARK -> frames.nextPlace();
            default -> -1;
        };
    }

    /** The place of the record behind a mark. */
    private static long skipTo(FrameReader frames, long mark, long end) throws IOException {
        frames.moveTo(mark);
        frames.next(end);
        return frames.nextPlace();
    }

    private DamagedSegmentException damage(SegmentHeader header, long offset, String what) {
        return new DamagedSegmentException(store, header.fileName(), offset, what);
    }
}
