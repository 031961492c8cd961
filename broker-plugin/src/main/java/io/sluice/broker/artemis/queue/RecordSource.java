package io.sluice.broker.artemis.queue;

import io.sluice.broker.stream.ShardId;

/** From where records come into a {@link RecordQueue}: one shard, for one reader. */
public interface RecordSource {

    ShardId shard();

    /** How often it was begun anew: what was read before is nobody's. Under the monitor of the queue. */
    int round();
}
