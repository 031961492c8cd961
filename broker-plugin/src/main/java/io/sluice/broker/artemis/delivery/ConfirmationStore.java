package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.Confirmation;
import java.io.StringReader;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.utils.JsonLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps over a restart who has confirmed, as key-value records among the broker's bindings. */
final class ConfirmationStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(ConfirmationStore.class);
    private static final String MAP = "sluice.endpoints";

    private final StorageManager storage;

    ConfirmationStore(StorageManager storage) {
        this.storage = storage;
    }

    /** Stores the state of a subscription, in place of an earlier one; on disk when this returns. */
    void store(String subscription, Confirmation confirmation) throws Exception {
        String json = JsonLoader.createObjectBuilder()
                .add("endpoint", confirmation.endpoint())
                .add("token", confirmation.token())
                .add("issued", confirmation.issuedAt().toEpochMilli())
                .add("confirmed", confirmation.isConfirmed())
                .build()
                .toString();
        storage.storeKeyValuePair(new PersistedKeyValuePair(MAP, subscription, json));
    }

    void delete(String subscription) throws Exception {
        storage.deleteKeyValuePair(MAP, subscription);
    }

    /** By subscription; one that cannot be read is left out, and said so in the log. */
    Map<String, Confirmation> load() {
        Map<String, Confirmation> found = new TreeMap<>();
        storage.getPersistedKeyValuePairs(MAP).forEach((subscription, stored) -> {
            try {
                JsonObject json = JsonLoader.readObject(new StringReader(stored.getValue()));
                found.put(
                        subscription,
                        new Confirmation(
                                json.getString("endpoint"),
                                json.getString("token"),
                                Instant.ofEpochMilli(
                                        json.getJsonNumber("issued").longValue()),
                                json.getBoolean("confirmed")));
            } catch (RuntimeException e) {
                LOGGER.error(
                        "the stored confirmation of subscription {} cannot be read and is ignored", subscription, e);
            }
        });
        return found;
    }
}
