package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;

/**
 * How far a group is in one shard, and what it was given.
 *
 * @param isOwned whether a consumer has the shard
 * @param records given to its consumers since the broker started, also those given again
 * @param bytes that these have
 */
public record GroupState(Checkpoint checkpoint, boolean isOwned, long records, long bytes) {

    public ShardId shard() {
        return checkpoint.shard();
    }
}
