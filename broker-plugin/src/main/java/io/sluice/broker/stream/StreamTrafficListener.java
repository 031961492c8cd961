package io.sluice.broker.stream;

import java.util.function.Supplier;

/**
 * Is told which shards and consumer groups there are, and where to look up what they have counted. Called when that changes,
 * never for a record; by one thread of a stream at a time.
 */
public interface StreamTrafficListener {

    /** Tells nobody. */
    StreamTrafficListener NONE = new StreamTrafficListener() {};

    /** A shard is there, open or closed. @param counts what it has counted, for as long as it lives */
    default void shardOpened(String stream, String shard, Supplier<ShardCounts> counts) {}

    /** A shard and its records are gone. */
    default void shardGone(String stream, String shard) {}

    /** A group reads a shard. @param lag how far it is behind now */
    default void groupOpened(String stream, String group, String shard, Supplier<GroupCounts> lag) {}

    /** A group does not read a shard any more, or the shard is gone. */
    default void groupGone(String stream, String group, String shard) {}

    /**
     * What one shard has counted since the broker started.
     *
     * @param recordsIn records that were stored
     * @param bytesIn what these have, with the properties of their messages
     * @param throttledPuts puts that were refused because the shard had taken its share
     * @param throttledReads requests for records that were refused because the shard had given its share
     * @param bytesStored what its files take on the disk now
     * @param oldestMillis how long ago its oldest record arrived, 0 if it has none
     */
    record ShardCounts(
            long recordsIn,
            long bytesIn,
            long throttledPuts,
            long throttledReads,
            long bytesStored,
            long oldestMillis) {

        public static final ShardCounts NONE = new ShardCounts(0, 0, 0, 0, 0, 0);
    }

    /**
     * How far one group is in one shard.
     *
     * @param recordsOut records given to its consumers since the broker started, also those given again
     * @param bytesOut what these take in memory
     * @param recordsBehind records that are not processed
     * @param millisBehind how long ago the oldest of these arrived, 0 if there is none
     */
    record GroupCounts(long recordsOut, long bytesOut, long recordsBehind, long millisBehind) {

        public static final GroupCounts NONE = new GroupCounts(0, 0, 0, 0);
    }
}
