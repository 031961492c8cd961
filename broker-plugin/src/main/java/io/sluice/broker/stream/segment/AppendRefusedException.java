package io.sluice.broker.stream.segment;

import io.sluice.broker.stream.ShardId;
import java.io.IOException;

/**
 * The shard cannot store records, because its disk is full or failing. What was readable stays readable. Nothing at or
 * above {@link #firstDiscarded()} is kept, its numbers are free again, and nobody has seen it.
 */
public final class AppendRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    private final ShardId shard;
    private final long firstDiscarded;

    AppendRefusedException(ShardId shard, long firstDiscarded, IOException cause) {
        super(shard + " cannot store records: " + cause.getMessage(), cause);
        this.shard = shard;
        this.firstDiscarded = firstDiscarded;
    }

    public ShardId shard() {
        return shard;
    }

    /** The place of the first record that has to be appended again, once {@link ShardLog#resume} has succeeded. */
    public long firstDiscarded() {
        return firstDiscarded;
    }
}
