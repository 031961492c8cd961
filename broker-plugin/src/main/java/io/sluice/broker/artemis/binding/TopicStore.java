package io.sluice.broker.artemis.binding;

import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import io.sluice.broker.fanout.TopicRegistry;
import io.sluice.broker.fanout.TopicSettings;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was asked for over a restart, as key-value records among the broker's bindings (ADR 23). */
final class TopicStore {

    private static final Logger LOGGER = LoggerFactory.getLogger(TopicStore.class);
    private static final String TOPICS = "sluice.topics";
    private static final String SUBSCRIPTIONS = "sluice.subscriptions";

    private final StorageManager storage;

    TopicStore(StorageManager storage) {
        this.storage = storage;
    }

    /** Stores a topic; on disk when this returns. */
    void store(String topic, TopicSettings attributes) throws Exception {
        storage.storeKeyValuePair(new PersistedKeyValuePair(TOPICS, topic, TopicJson.write(attributes)));
    }

    void delete(String topic) throws Exception {
        storage.deleteKeyValuePair(TOPICS, topic);
    }

    /** Stores a subscription, in place of an earlier state; on disk when this returns. */
    void store(String topic, String subscription, SubscriptionSettings settings) throws Exception {
        storage.storeKeyValuePair(
                new PersistedKeyValuePair(SUBSCRIPTIONS, key(topic, subscription), TopicJson.write(settings)));
    }

    void delete(String topic, String subscription) throws Exception {
        storage.deleteKeyValuePair(SUBSCRIPTIONS, key(topic, subscription));
    }

    private static String key(String topic, String subscription) {
        return topic + ":" + subscription;
    }

    /** Adds all that is stored; what cannot be read is left out, and said so in the log. */
    void loadInto(TopicRegistry registry) {
        storage.getPersistedKeyValuePairs(TOPICS).forEach((topic, stored) -> {
            try {
                registry.create(topic, TopicJson.readTopic(stored.getValue()));
            } catch (RuntimeException e) {
                LOGGER.error("the stored topic {} cannot be read and is ignored: {}", topic, stored.getValue(), e);
            }
        });
        storage.getPersistedKeyValuePairs(SUBSCRIPTIONS).forEach((key, stored) -> {
            try {
                TopicArn.SubscriptionName name = TopicArn.subscription(key).orElseThrow();
                registry.subscribe(name.topic(), name.subscription(), TopicJson.readSubscription(stored.getValue()));
            } catch (RuntimeException e) {
                LOGGER.error("the stored subscription {} cannot be read and is ignored: {}", key, stored.getValue(), e);
            }
        });
    }
}
