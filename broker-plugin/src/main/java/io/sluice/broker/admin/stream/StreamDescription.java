package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.StreamSettings;
import io.sluice.broker.stream.shard.Shard;
import java.time.Instant;
import java.util.List;

/**
 * A stream as it is now.
 *
 * @param settings those in force; their number of shards is the one the stream began with
 * @param created when it was created
 * @param shards all that are kept, open and closed, in the order of their creation
 */
public record StreamDescription(String name, StreamSettings settings, Instant created, List<Shard> shards) {

    public StreamDescription {
        shards = List.copyOf(shards);
    }

    long openShards() {
        return shards.stream().filter(Shard::isOpen).count();
    }
}
