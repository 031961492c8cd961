package io.sluice.broker.artemis.binding;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The subscription names that the name of a durable subscriber's queue may stand for. Each protocol makes it in its own
 * way: {@code name}, {@code client.name} (with dots of either escaped by some), {@code name:global}, and for shared
 * subscriptions of MQTT {@code name.topic}.
 */
final class SubscriptionNames {

    private SubscriptionNames() {}

    /** Whether a queue with the name of a subscriber is that of a durable one, as far as the name tells. */
    static boolean isOfDurable(String queue) {
        return !queue.startsWith("nonDurable.") && !queue.contains(":shared-volatile");
    }

    /** The likeliest first. */
    static Set<String> in(String queue, String topic) {
        Set<String> names = new LinkedHashSet<>();
        int suffix = queue.indexOf(':');
        String name = suffix < 0 ? queue : queue.substring(0, suffix);
        names.add(unescaped(name));
        int first = separator(name, 0);
        if (first >= 0) {
            names.add(unescaped(name.substring(first + 1)));
            int last = first;
            for (int next = first; next >= 0; next = separator(name, next + 1)) {
                last = next;
            }
            names.add(unescaped(name.substring(last + 1)));
        }
        if (name.endsWith("." + topic)) {
            names.add(unescaped(name.substring(0, name.length() - topic.length() - 1)));
        }
        return names;
    }

    /** The next dot that is not escaped. */
    private static int separator(String name, int from) {
        for (int i = from; i < name.length(); i++) {
            if (name.charAt(i) == '\\') {
                i++;
            } else if (name.charAt(i) == '.') {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String name) {
        return name.replace("\\.", ".").replace("\\\\", "\\");
    }
}
