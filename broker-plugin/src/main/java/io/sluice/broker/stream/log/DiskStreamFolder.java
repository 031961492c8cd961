package io.sluice.broker.stream.log;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.DirectAccess;
import io.sluice.broker.stream.segment.FolderSegmentStore;
import io.sluice.broker.stream.segment.SegmentListener;
import io.sluice.broker.stream.segment.SegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a folder for each shard, named like the shard. */
public final class DiskStreamFolder implements StreamFolder {

    private final Path folder;
    private final DirectAccess access;

    /** @param listener is told if the file system does not take all ways of writing */
    public DiskStreamFolder(Path folder, SegmentListener listener) {
        this.folder = folder;
        this.access = new DirectAccess(listener);
    }

    @Override
    public SegmentStore shard(ShardId shard) throws IOException {
        return new FolderSegmentStore(folder.resolve(shard.toString()), access);
    }

    @Override
    public void delete(ShardId shard) throws IOException {
        SegmentStore store = shard(shard);
        for (String name : store.names()) {
            store.delete(name);
        }
        Files.deleteIfExists(folder.resolve(shard.toString()));
    }
}
