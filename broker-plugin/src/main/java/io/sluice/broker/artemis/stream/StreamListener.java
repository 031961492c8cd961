package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.ShardMap;
import java.util.Set;

/**
 * Is told what happens to one stream. Called on the thread that appends, except {@link #settingsChanged}: must be quick, never
 * wait for another thread and never throw.
 */
public interface StreamListener {

    /** Records can be read in these shards that could not before; they are durable. */
    default void recordsReadable(Set<ShardId> shards) {}

    /** The shards are others now; parents that are closed have all their records, and children can be read. */
    default void shardsChanged(ShardMap map) {}

    /** The configuration says something else from now on. */
    default void settingsChanged(StreamSettings settings) {}

    /** The stream is about to be closed, because the broker stops or the stream is deleted: readers must let go of it. */
    default void closing() {}
}
