package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import java.util.List;
import java.util.Optional;

/**
 * How a queue at the address of a stream names its reader. As part of a full name it is the reader's; a durable shared
 * subscription over AMQP, and a shared one over MQTT, have a name made of it.
 */
final class ReaderNames {

    private static final String GLOBAL = ":global";

    private ReaderNames() {}

    /** The reader that a queue of this name is. */
    static String readerOf(String queue, String stream) {
        if (queue.endsWith(GLOBAL)) {
            return queue.substring(0, queue.length() - GLOBAL.length());
        }
        String share = "." + stream;
        return queue.endsWith(share) && queue.length() > share.length()
                ? queue.substring(0, queue.length() - share.length())
                : queue;
    }

    /** The name that no reader of another stream has. */
    static String unique(String reader, String stream) {
        return reader + "." + stream;
    }

    /** All names under which clients look for a reader. */
    static List<String> all(String reader, String stream) {
        return List.of(reader, unique(reader, stream), reader + GLOBAL);
    }

    /** The shard that a reader without a group reads; empty if the name is that of a group. */
    static Optional<ShardId> shardOf(String reader) {
        try {
            return Optional.of(ShardId.parse(reader));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
