package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.utils.actors.ArtemisExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one group, which are stored at most ten times a second, whatever is acknowledged in between. A checkpoint
 * that is behind is safe: some records are delivered again after a crash.
 */
final class StoredCheckpoints implements Checkpoints {

    private static final Logger LOGGER = LoggerFactory.getLogger(StoredCheckpoints.class);
    private static final long INTERVAL_MILLIS = 100;

    private final CheckpointStore store;
    private final String stream;
    private final String group;
    private final ActiveMQServer server;
    private final ArtemisExecutor executor;
    private final AtomicBoolean storingIsDue = new AtomicBoolean();
    private final Map<ShardId, Checkpoint> current = new TreeMap<>();
    private final Set<Integer> changedRecords = new TreeSet<>();
    private volatile Runnable collect = () -> {};

    StoredCheckpoints(ActiveMQServer server, CheckpointStore store, String stream, String group) {
        this.server = server;
        this.store = store;
        this.stream = stream;
        this.group = group;
        this.executor = server.getExecutorFactory().getExecutor();
    }

    @Override
    public synchronized Map<ShardId, Checkpoint> load() {
        current.putAll(store.load(stream, group));
        return Map.copyOf(current);
    }

    @Override
    public void collectWith(Runnable collector) {
        collect = collector;
    }

    @Override
    public void changed() {
        if (!storingIsDue.get() && storingIsDue.compareAndSet(false, true)) {
            server.getScheduledPool()
                    .schedule(() -> executor.execute(this::flush), INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void note(Collection<Checkpoint> changed) {
        for (Checkpoint checkpoint : changed) {
            if (!checkpoint.equals(current.put(checkpoint.shard(), checkpoint))) {
                changedRecords.add(CheckpointStore.recordOf(checkpoint.shard()));
            }
        }
        if (!changedRecords.isEmpty()) {
            changed();
        }
    }

    /** Shards that are gone need no checkpoint. */
    synchronized void retain(Set<ShardId> shards) {
        current.keySet().retainAll(shards);
    }

    @Override
    public void flush() {
        storingIsDue.set(false);
        collect.run();
        OperationContext ofCaller = OperationContextImpl.getContext();
        server.getStorageManager().clearContext();
        try {
            synchronized (store) {
                storeChanged();
            }
        } finally {
            server.getStorageManager().setContext(ofCaller);
        }
    }

    private void storeChanged() {
        Map<ShardId, Checkpoint> values;
        Set<Integer> records;
        synchronized (this) {
            values = new TreeMap<>(current);
            records = new TreeSet<>(changedRecords);
            changedRecords.clear();
        }
        try {
            for (int record : records) {
                store.store(stream, group, record, values);
            }
        } catch (Exception e) {
            LOGGER.error("the checkpoints of group {} of stream {} could not be stored", group, stream, e);
            synchronized (this) {
                changedRecords.addAll(records);
            }
        }
    }

    /** Forgets the group for good. */
    void delete() throws Exception {
        synchronized (store) {
            synchronized (this) {
                current.clear();
                changedRecords.clear();
            }
            store.delete(stream, group);
        }
    }
}
