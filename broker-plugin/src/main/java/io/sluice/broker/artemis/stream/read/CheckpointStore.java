package io.sluice.broker.artemis.stream.read;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.group.Checkpoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps over a restart how far groups are, as key-value records among the broker's bindings: one for each
 * {@value #SHARDS_PER_RECORD} shards of a group, so that a batch of acknowledgements costs a group one write.
 */
final class CheckpointStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointStore.class);
    private static final String MAP = "sluice.checkpoints";
    private static final int SHARDS_PER_RECORD = 64;

    private final StorageManager storage;

    CheckpointStore(StorageManager storage) {
        this.storage = storage;
    }

    /** Which of a group's records has a shard. */
    static int recordOf(ShardId shard) {
        return shard.index() / SHARDS_PER_RECORD;
    }

    /** Stores the checkpoints of all shards of one record; on disk when this returns. */
    void store(String stream, String group, int record, Map<ShardId, Checkpoint> checkpoints) throws Exception {
        String text = checkpoints.values().stream()
                .filter(checkpoint -> recordOf(checkpoint.shard()) == record)
                .map(Checkpoint::text)
                .collect(Collectors.joining("\n"));
        storage.storeKeyValuePair(
                new PersistedKeyValuePair(MAP, new CheckpointKey(stream, group, record).text(), text));
    }

    /** The groups of a stream of which something is stored. */
    Set<String> groups(String stream) {
        Set<String> groups = new TreeSet<>();
        for (String key : storage.getPersistedKeyValuePairs(MAP).keySet()) {
            CheckpointKey.parse(key)
                    .filter(found -> found.stream().equals(stream))
                    .ifPresent(found -> groups.add(found.group()));
        }
        return groups;
    }

    /** What is stored of a group; a record that cannot be read is left out, and said so in the log. */
    Map<ShardId, Checkpoint> load(String stream, String group) {
        Map<ShardId, Checkpoint> found = new TreeMap<>();
        storage.getPersistedKeyValuePairs(MAP).forEach((key, stored) -> {
            if (isOf(key, stream, group)) {
                try {
                    stored.getValue()
                            .lines()
                            .map(Checkpoint::parse)
                            .forEach(checkpoint -> found.put(checkpoint.shard(), checkpoint));
                } catch (RuntimeException e) {
                    LOGGER.error(
                            "the stored checkpoint {} cannot be read and is ignored: {}", key, stored.getValue(), e);
                }
            }
        });
        return found;
    }

    void delete(String stream, String group) throws Exception {
        for (String key : Set.copyOf(storage.getPersistedKeyValuePairs(MAP).keySet())) {
            if (isOf(key, stream, group)) {
                storage.deleteKeyValuePair(MAP, key);
            }
        }
    }

    private static boolean isOf(String key, String stream, String group) {
        return CheckpointKey.parse(key)
                .filter(found -> found.isOf(stream, group))
                .isPresent();
    }
}
