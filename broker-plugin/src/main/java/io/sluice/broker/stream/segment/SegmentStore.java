package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.util.List;

/** Where the files of one shard are. Safe for use by several threads. */
public interface SegmentStore {

    /** The names of all files, in any order. */
    List<String> names() throws IOException;

    /**
     * Opens a file that exists.
     *
     * @throws java.nio.file.NoSuchFileException if it does not
     */
    SegmentFile open(String name) throws IOException;

    /** Begins a file that is empty, in place of one of the same name. */
    SegmentFile create(String name) throws IOException;

    /** Removes a file; no effect if there is none. Who has it open can go on reading it. */
    void delete(String name) throws IOException;

    /** Returns when what was created and deleted before would survive a loss of power. */
    void sync() throws IOException;
}
