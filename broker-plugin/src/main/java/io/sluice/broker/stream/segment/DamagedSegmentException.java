package io.sluice.broker.stream.segment;

import java.io.IOException;

/** A file does not hold what was written to it. It is left as it is: whoever repairs it needs all of it. */
public final class DamagedSegmentException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    DamagedSegmentException(SegmentStore store, String file, long offset, String what) {
        super("damaged segment " + file + " in " + store + " at offset " + offset + ": " + what);
        this.file = file;
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    /** Where the first frame begins that cannot be read. */
    public long offset() {
        return offset;
    }
}
