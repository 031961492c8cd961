package io.sluice.broker.artemis.redrive;

import io.sluice.broker.redrive.MoveProgress;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps tasks over a restart, as key-value records among the broker's bindings (ADR 16). */
final class MoveTaskStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(MoveTaskStore.class);
    private static final String MAP = "sluice.tasks";

    private final StorageManager storage;

    MoveTaskStore(StorageManager storage) {
        this.storage = storage;
    }

    /** Stores a task, in place of an earlier state; on disk when this returns. */
    void store(MoveProgress task) throws Exception {
        storage.storeKeyValuePair(new PersistedKeyValuePair(MAP, task.id(), MoveTaskJson.write(task)));
    }

    void delete(String id) throws Exception {
        storage.deleteKeyValuePair(MAP, id);
    }

    /** All stored tasks; one that cannot be read is left out, and said so in the log. */
    List<MoveProgress> load() {
        List<MoveProgress> tasks = new ArrayList<>();
        storage.getPersistedKeyValuePairs(MAP).forEach((id, stored) -> {
            try {
                tasks.add(MoveTaskJson.read(stored.getValue()));
            } catch (RuntimeException e) {
                LOGGER.error("the stored redrive task {} cannot be read and is ignored: {}", id, stored.getValue(), e);
            }
        });
        return tasks;
    }
}
