package io.sluice.broker.stream.log;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.FolderSegmentStore;
import io.sluice.broker.stream.segment.SegmentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a folder for each shard, named like the shard. */
public final class DiskStreamFolder implements StreamFolder {

    private final Path folder;

    public DiskStreamFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public SegmentStore shard(ShardId shard) throws IOException {
        return new FolderSegmentStore(folder.resolve(shard.toString()));
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
