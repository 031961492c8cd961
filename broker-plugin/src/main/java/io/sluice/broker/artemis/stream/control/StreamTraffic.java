package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.artemis.stream.StreamListener;
import io.sluice.broker.artemis.stream.StreamsListener;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.StreamTrafficListener;
import io.sluice.broker.stream.StreamTrafficListener.ShardCounts;
import io.sluice.broker.stream.segment.ShardLog;
import io.sluice.broker.stream.shard.Shard;
import io.sluice.broker.stream.shard.ShardMap;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Tells meters which shards there are, and what to ask when somebody looks. Thread-safe. */
final class StreamTraffic implements StreamsListener {

    private final StreamTrafficListener listener;
    private final StreamGroups groups;
    private final Map<String, OfStream> streams = new ConcurrentHashMap<>();

    StreamTraffic(StreamTrafficListener listener, StreamGroups groups) {
        this.listener = listener;
        this.groups = groups;
        groups.whenChanged(this::groupsChanged);
    }

    private void groupsChanged(String stream) {
        OfStream opened = streams.get(stream);
        if (opened != null) {
            opened.groupsChanged();
        }
    }

    @Override
    public void opened(Stream stream) {
        OfStream opened = new OfStream(stream);
        streams.put(stream.name(), opened);
        opened.shardsChanged(stream.shardMap());
        stream.addListener(opened);
    }

    @Override
    public void closing(Stream stream) {
        OfStream closed = streams.remove(stream.name());
        if (closed != null) {
            closed.close();
        }
    }

    private record GroupShard(String group, ShardId shard) {}

    /** The shards of one stream. */
    private final class OfStream implements StreamListener {

        private final Stream stream;
        private final Set<ShardId> known = new HashSet<>();
        private final Set<GroupShard> knownGroups = new HashSet<>();

        OfStream(Stream stream) {
            this.stream = stream;
        }

        @Override
        public synchronized void shardsChanged(ShardMap map) {
            Set<ShardId> there = map.shards().stream().map(Shard::id).collect(Collectors.toSet());
            for (ShardId gone : Set.copyOf(known)) {
                if (!there.contains(gone)) {
                    known.remove(gone);
                    listener.shardGone(stream.name(), gone.toString());
                }
            }
            announce(there);
            groupsChanged();
        }

        private void announce(Set<ShardId> there) {
            for (ShardId shard : there) {
                stream.log().shard(shard).ifPresent(log -> {
                    if (known.add(shard)) {
                        listener.shardOpened(stream.name(), shard.toString(), () -> counts(log));
                    }
                });
            }
        }

        synchronized void groupsChanged() {
            Set<GroupShard> there = new HashSet<>();
            for (String group : groups.names(stream.name())) {
                known.forEach(shard -> there.add(new GroupShard(group, shard)));
            }
            for (GroupShard gone : Set.copyOf(knownGroups)) {
                if (!there.contains(gone)) {
                    forget(gone);
                }
            }
            for (GroupShard added : there) {
                if (knownGroups.add(added)) {
                    listener.groupOpened(
                            stream.name(),
                            added.group(),
                            added.shard().toString(),
                            () -> groups.counts(stream.name(), added.group(), added.shard()));
                }
            }
        }

        private void forget(GroupShard gone) {
            knownGroups.remove(gone);
            listener.groupGone(stream.name(), gone.group(), gone.shard().toString());
        }

        private ShardCounts counts(ShardLog log) {
            return new ShardCounts(
                    stream.counts().records(log.shard()),
                    stream.counts().bytes(log.shard()),
                    stream.counts().throttled(log.shard()),
                    stream.counts().throttledReads(log.shard()),
                    log.bytes(),
                    oldestMillis(log));
        }

        private long oldestMillis(ShardLog log) {
            try {
                long arrival = log.arrivalMillis(log.horizon()).orElse(Long.MAX_VALUE);
                return Math.max(0, stream.now().toEpochMilli() - arrival);
            } catch (IOException e) {
                return 0;
            }
        }

        synchronized void close() {
            Set.copyOf(knownGroups).forEach(this::forget);
            known.forEach(shard -> listener.shardGone(stream.name(), shard.toString()));
            known.clear();
        }
    }
}
