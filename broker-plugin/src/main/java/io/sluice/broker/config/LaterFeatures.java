package io.sluice.broker.config;

import java.util.Map;
import java.util.Optional;

/**
 * What other versions of the file know and this one does not. Such a name gets an answer of its own instead of being
 * called unknown, and nothing of it is silently ignored.
 */
final class LaterFeatures {

    private static final Map<String, String> KEYS_OF_THE_FILE = Map.of("streams", "streams");

    private LaterFeatures() {}

    /** Why this key beside {@code queues} is refused, if this is the reason. */
    static Optional<String> refusalOfKey(String key) {
        return Optional.ofNullable(KEYS_OF_THE_FILE.get(key)).map(LaterFeatures::refusal);
    }

    static String refusal(String feature) {
        return "this version of Sluice has no " + feature + " yet";
    }
}
