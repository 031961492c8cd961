package io.sluice.broker.stream.group;

import io.sluice.broker.stream.ShardId;
import java.util.OptionalLong;

/**
 * How far a group is behind in a shard.
 *
 * @param records how many are not processed
 * @param millis how long ago the oldest of them arrived; 0 if there is none
 */
public record ShardLag(ShardId shard, long records, long millis) {

    /**
     * @param checkpoint of the group
     * @param nextPlace of the shard: one above its last record
     * @param arrivalMillis when the record at the checkpoint arrived; empty if there is none
     */
    public static ShardLag of(Checkpoint checkpoint, long nextPlace, OptionalLong arrivalMillis, long nowMillis) {
        long records = Math.max(0, nextPlace - checkpoint.next());
        long millis = records == 0 || arrivalMillis.isEmpty() ? 0 : Math.max(0, nowMillis - arrivalMillis.getAsLong());
        return new ShardLag(checkpoint.shard(), records, millis);
    }
}
