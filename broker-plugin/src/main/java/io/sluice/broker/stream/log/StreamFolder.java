package io.sluice.broker.stream.log;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.segment.SegmentStore;
import java.io.IOException;

/** Where a stream keeps the files of its shards. */
public interface StreamFolder {

    /** The files of one shard; none if it is new. */
    SegmentStore shard(ShardId shard) throws IOException;

    /** Removes what is left of a shard. */
    void delete(ShardId shard) throws IOException;
}
