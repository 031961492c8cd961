package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.stream.GroupDescription;
import io.sluice.broker.artemis.stream.read.GroupState;
import io.sluice.broker.artemis.stream.read.StreamReaders;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StartPosition;
import io.sluice.broker.stream.StreamTrafficListener.GroupCounts;
import io.sluice.broker.stream.group.ShardLag;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The consumer groups of streams, as requests and meters need them. Thread-safe. */
public final class StreamGroups {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamGroups.class);

    private final StreamReaders readers;

    public StreamGroups(StreamReaders readers) {
        this.readers = readers;
    }

    /** Has somebody told the name of a stream when it may have other groups. */
    void whenChanged(Consumer<String> listener) {
        readers.whenGroupsChange(listener);
    }

    /** The groups of a stream; none if there is no such stream. */
    Set<String> names(String stream) {
        return readers.groups(stream);
    }

    /** How far each group of a stream is, by name. */
    List<GroupDescription> groups(String stream) {
        return readers.groups(stream).stream()
                .map(group -> new GroupDescription(group, shards(stream, group)))
                .toList();
    }

    private List<GroupDescription.OfShard> shards(String stream, String group) {
        return readers.states(stream, group).stream()
                .map(state -> described(state, lag(stream, group, state)))
                .toList();
    }

    private static GroupDescription.OfShard described(GroupState state, ShardLag lag) {
        return new GroupDescription.OfShard(
                state.shard(),
                state.isOwned(),
                state.checkpoint().next(),
                state.checkpoint().isFinished(),
                lag.records(),
                lag.millis());
    }

    private ShardLag lag(String stream, String group, GroupState state) {
        ShardLag none = new ShardLag(state.shard(), 0, 0);
        try {
            return readers.lag(stream, group, state.checkpoint()).orElse(none);
        } catch (IOException e) {
            LOGGER.warn("the lag of group {} of stream {} in {} cannot be told", group, stream, state.shard(), e);
            return none;
        }
    }

    /** What meters show of a group in a shard. */
    GroupCounts counts(String stream, String group, ShardId shard) {
        return readers.state(stream, group, shard)
                .map(state -> counts(state, lag(stream, group, state)))
                .orElse(GroupCounts.NONE);
    }

    private static GroupCounts counts(GroupState state, ShardLag lag) {
        return new GroupCounts(state.records(), state.bytes(), lag.records(), lag.millis());
    }

    /**
     * Moves a group. Stored when this returns.
     *
     * @throws IllegalArgumentException if there is no such group, or the position is not in the stream
     */
    void seek(String stream, String group, StartPosition position) throws IOException {
        readers.seek(stream, group, position);
    }

    /** Deletes all groups and other readers of a stream that is about to be deleted. */
    void delete(String stream) throws Exception {
        readers.delete(stream);
    }
}
