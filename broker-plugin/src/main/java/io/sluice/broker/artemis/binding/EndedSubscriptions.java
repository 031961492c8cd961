package io.sluice.broker.artemis.binding;

import io.sluice.broker.delivery.Confirmation;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicArn;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.config.PersistedKeyValuePair;
import org.apache.activemq.artemis.json.JsonObject;
import org.apache.activemq.artemis.utils.JsonLoader;

/**
 * Subscriptions that have ended and that the owner of their endpoint can bring back with the token that it was sent, for as
 * long as the token is good. Key-value records among the broker's bindings.
 */
final class EndedSubscriptions {

    private static final String MAP = "sluice.ended";
    private static final String TOKEN = "token";
    private static final String ENDED = "ended";
    private static final String SETTINGS = "settings";

    private final StorageManager storage;

    EndedSubscriptions(StorageManager storage) {
        this.storage = storage;
    }

    /** One of them. */
    record Ended(TopicArn.SubscriptionName name, SubscriptionSettings settings) {}

    /** Keeps a subscription; on disk when this returns. Those whose tokens are not good any more are forgotten. */
    void keep(TopicArn.SubscriptionName name, SubscriptionSettings settings, String token, Instant now)
            throws Exception {
        for (String key : expired(now)) {
            storage.deleteKeyValuePair(MAP, key);
        }
        String json = JsonLoader.createObjectBuilder()
                .add(TOKEN, token)
                .add(ENDED, now.toEpochMilli())
                .add(SETTINGS, TopicJson.write(settings))
                .build()
                .toString();
        storage.storeKeyValuePair(new PersistedKeyValuePair(MAP, name.topic() + ":" + name.subscription(), json));
    }

    private List<String> expired(Instant now) {
        List<String> keys = new ArrayList<>();
        storage.getPersistedKeyValuePairs(MAP).forEach((key, stored) -> {
            if (isExpired(read(stored), now)) {
                keys.add(key);
            }
        });
        return keys;
    }

    private static boolean isExpired(JsonObject json, Instant now) {
        Instant ended = Instant.ofEpochMilli(json.getJsonNumber(ENDED).longValue());
        return !now.isBefore(ended.plus(Confirmation.VALIDITY));
    }

    private static JsonObject read(PersistedKeyValuePair stored) {
        return JsonLoader.readObject(new StringReader(stored.getValue()));
    }

    /** The subscription that a token brings back. */
    Optional<Ended> find(String topicArn, String token, Instant now) {
        for (Map.Entry<String, PersistedKeyValuePair> entry :
                storage.getPersistedKeyValuePairs(MAP).entrySet()) {
            TopicArn.SubscriptionName name =
                    TopicArn.subscription(entry.getKey()).orElseThrow();
            JsonObject json = read(entry.getValue());
            if (TopicArn.of(name.topic()).equals(topicArn)
                    && isSame(json.getString(TOKEN), token)
                    && !isExpired(json, now)) {
                return Optional.of(new Ended(name, TopicJson.readSubscription(json.getString(SETTINGS))));
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    void forget(TopicArn.SubscriptionName name) throws Exception {
        storage.deleteKeyValuePair(MAP, name.topic() + ":" + name.subscription());
    }
}
