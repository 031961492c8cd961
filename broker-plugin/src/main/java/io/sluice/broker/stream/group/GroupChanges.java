package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import java.util.List;
import java.util.Set;

/**
 * What changed in a group since it was asked last.
 *
 * @param rewound shards of which another record is next, or another consumer gets it: look for it from the start
 * @param readable shards that were opened for reading, or sent elsewhere: read them from their checkpoint
 * @param unreadable shards that are not read any more: finished, or behind a parent that is read again
 * @param checkpoints to be stored
 * @param poison records that were received too often: copy each, then {@link ConsumerGroup#pass} it
 */
public record GroupChanges(
        Set<ShardId> rewound,
        Set<ShardId> readable,
        Set<ShardId> unreadable,
        List<Checkpoint> checkpoints,
        List<Poison> poison) {

    /** A record that was received too often. */
    public record Poison(ShardId shard, long place, int receiveCount) {}

    public boolean isEmpty() {
        return rewound.isEmpty()
                && readable.isEmpty()
                && unreadable.isEmpty()
                && checkpoints.isEmpty()
                && poison.isEmpty();
    }
}
