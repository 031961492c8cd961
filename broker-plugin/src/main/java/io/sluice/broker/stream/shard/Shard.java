package io.sluice.broker.stream.shard;

import io.sluice.broker.stream.HashKeyRange;
import io.sluice.broker.stream.ShardId;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * One ordered part of a stream.
 *
 * @param parents the shards that it replaced: none, the one that was split, or the two that were merged
 * @param firstPlace place of its first record, above those of its parents
 * @param lastPlace place of its last record, one below the first if it has none; empty while it is open
 * @param created when it was opened
 */
public record Shard(
        ShardId id,
        HashKeyRange range,
        List<ShardId> parents,
        long firstPlace,
        OptionalLong lastPlace,
        Instant created) {

    public Shard {
        parents = List.copyOf(parents);
    }

    /** Whether records are put into it. A closed shard can be read until its records are trimmed. */
    public boolean isOpen() {
        return lastPlace.isEmpty();
    }

    Shard closed(long last) {
        return new Shard(id, range, parents, firstPlace, OptionalLong.of(last), created);
    }
}
