package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.Shard;

/** What comes first in most requests: may the caller do this, and is there such a stream. */
final class StreamAccess {

    private StreamAccess() {}

    /** The stream, if the caller has the right. Whoever has it not does not learn whether there is one. */
    static StreamDescription require(StreamAdministration streams, Right right, String stream)
            throws RequestRefusedException {
        requireRight(streams, right, stream);
        return streams.find(stream).orElseThrow(() -> RequestRefusedException.noSuchStream(stream));
    }

    static void requireRight(StreamAdministration streams, Right right, String stream) throws RequestRefusedException {
        if (!streams.may(right, stream)) {
            throw new RequestRefusedException(
                    ErrorCode.STREAM_ACCESS_DENIED, "The caller may not " + right.words() + " stream " + stream + ".");
        }
    }

    static Shard requireShard(StreamDescription stream, ShardId id) throws RequestRefusedException {
        return stream.shards().stream()
                .filter(shard -> shard.id().equals(id))
                .findFirst()
                .orElseThrow(() -> RequestRefusedException.noSuchShard(stream.name(), id.toString()));
    }
}
