package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.ShardId;
import java.time.Duration;
import java.time.Instant;

/**
 * A place in a shard, as a client holds it for a while.
 *
 * @param created when the shard was created, so that one of another stream that got the name later is not taken for it
 * @param place of the record that is read next
 * @param issued when the client got it
 */
record ShardIterator(String stream, Instant created, ShardId shard, long place, Instant issued) {

    /** How long a client may keep it (SEMANTICS 4.3). */
    static final Duration LIFETIME = Duration.ofMinutes(5);

    boolean isExpired(Instant now) {
        return !now.isBefore(issued.plus(LIFETIME));
    }

    ShardIterator at(long newPlace, Instant now) {
        return new ShardIterator(stream, created, shard, newPlace, now);
    }
}
