package io.sluice.broker.admin.stream;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The streams as one caller may administer them. A port; the broker adapter implements it. Rights are asked for by
 * {@link #may} and not checked by the other methods.
 */
public interface StreamAdministration {

    /** What a caller may do with a stream. */
    enum Right {
        /** Create it. */
        CREATE("create"),
        /** Delete it. */
        DELETE("delete"),
        /** Change its shards and its retention. */
        CHANGE("change"),
        /** Put records. */
        PUT("put records into"),
        /** Read records, see what the stream consists of, and move its consumer groups. */
        READ("read");

        private final String words;

        Right(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    boolean may(Right right, String stream);

    /** The names of all streams, in order. */
    List<String> names();

    /** What there is to say about a stream; empty if there is none. */
    Optional<StreamDescription> find(String stream);

    /** Whether {@code sluice.yaml} names the stream. */
    boolean isOfFile(String stream);

    /** Why no stream can have this name, although the name is one for streams; empty if one can. */
    Optional<String> obstacle(String stream);

    /** Creates a stream. It takes records, and is durable, when this returns. */
    void create(String stream, StreamSettings settings) throws RequestRefusedException;

    /** Deletes a stream that a request has created, with all records. */
    void delete(String stream) throws RequestRefusedException;

    void split(String stream, ShardId shard, HashKey at) throws RequestRefusedException;

    void merge(String stream, ShardId one, ShardId other) throws RequestRefusedException;

    void updateShardCount(String stream, int target) throws RequestRefusedException;

    void changeRetention(String stream, Duration retention) throws RequestRefusedException;

    /** The consumer groups of a stream, in the order of their names. */
    List<GroupDescription> groups(String stream);

    /** Moves a group; in the shard of the position only, if it has one. */
    void seek(String stream, String group, StartPosition position) throws RequestRefusedException;

    /** Puts a record. Durable when this returns. */
    SequenceNumber put(String stream, Optional<PartitionKey> key, Optional<HashKey> explicit, byte[] data)
            throws RequestRefusedException;

    /** The place where reading from a position begins. */
    long placeOf(String stream, ShardId shard, StartPosition position) throws RequestRefusedException;

    /**
     * Reads on from a place, or from the oldest record that is kept if that is younger.
     *
     * @param maximumRecords 1 or more
     * @param maximumBytes of data; one record may be larger
     */
    RecordBatch read(String stream, ShardId shard, long place, int maximumRecords, long maximumBytes)
            throws RequestRefusedException;
}
