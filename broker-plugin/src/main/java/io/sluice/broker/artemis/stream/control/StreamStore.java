package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.stream.ShardIterators;
import io.sluice.broker.stream.StreamSettings;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what requests have created over a restart, as key-value records among the broker's bindings. */
final class StreamStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamStore.class);
    private static final String STREAMS = "sluice.streams";
    private static final String ITERATORS = "sluice.shard-iterators";
    private static final String KEY = "key";

    private final StorageManager storage;

    StreamStore(StorageManager storage) {
        this.storage = storage;
    }

    /** Stores a stream, in place of an earlier state; on disk when this returns. */
    void store(String stream, StreamSettings settings) throws Exception {
        storage.storeKeyValuePair(new PersistedKeyValuePair(STREAMS, stream, StreamJson.write(settings)));
    }

    void delete(String stream) throws Exception {
        storage.deleteKeyValuePair(STREAMS, stream);
    }

    /** All that is stored; what cannot be read is left out, and said so in the log. */
    Map<String, StreamSettings> load() {
        Map<String, StreamSettings> streams = new TreeMap<>();
        storage.getPersistedKeyValuePairs(STREAMS).forEach((name, stored) -> {
            try {
                streams.put(name, StreamJson.read(stored.getValue()));
            } catch (RuntimeException e) {
                LOGGER.error("the stored stream {} cannot be read and is ignored: {}", name, stored.getValue(), e);
            }
        });
        return streams;
    }

    /** Shard iterators with the key of this broker, which is made at the first start. */
    ShardIterators iterators() throws Exception {
        PersistedKeyValuePair stored =
                storage.getPersistedKeyValuePairs(ITERATORS).get(KEY);
        if (stored != null) {
            return new ShardIterators(Base64.getDecoder().decode(stored.getValue()));
        }
        byte[] key = new byte[ShardIterators.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        storage.storeKeyValuePair(
                new PersistedKeyValuePair(ITERATORS, KEY, Base64.getEncoder().encodeToString(key)));
        return new ShardIterators(key);
    }
}
