package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.ShardId;
import java.util.List;

/**
 * How far a consumer group is.
 *
 * @param shards those that are kept, in the order of their creation
 */
public record GroupDescription(String name, List<OfShard> shards) {

    public GroupDescription {
        shards = List.copyOf(shards);
    }

    /**
     * How far it is in one shard.
     *
     * @param isOwned whether a consumer has the shard
     * @param nextPlace of the first record that is not processed
     * @param isFinished the shard is closed and processed
     * @param recordsBehind records that are not processed
     * @param millisBehind how long ago the oldest of these arrived, 0 if there is none
     */
    public record OfShard(
            ShardId shard,
            boolean isOwned,
            long nextPlace,
            boolean isFinished,
            long recordsBehind,
            long millisBehind) {}
}
