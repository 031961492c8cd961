package io.sluice.broker.redrive;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The properties that tell why a message is in a dead-letter queue (CONTRACT 5), and what becomes of them when it is moved
 * back: they get the number 1 among the previous stories, the others move up by one, and those above
 * {@value #PREVIOUS_KEPT} are dropped. So the names of the contract are free for the next time, and a message that goes in
 * circles does not grow for ever.
 */
public final class DeadLetterStory {

    public static final String SOURCE = "sluice_dead_letter_source";
    public static final String REASON = "sluice_dead_letter_reason";
    public static final String FIRST_RECEIVED = "sluice_first_received_timestamp";

    /** How often the message was moved back. */
    public static final String REDRIVE_COUNT = "sluice_redrive_count";

    /** Previous stories that a message carries. */
    public static final int PREVIOUS_KEPT = 3;

    private static final String PREVIOUS = "sluice_previous_";
    private static final String[] PARTS = {
        "source", "reason", "first_received_timestamp", "redriven_timestamp", "redriven_by"
    };

    private DeadLetterStory() {}

    /** Property of a previous story, such as {@code sluice_previous_1_reason}; 1 is the latest. */
    public static String previous(int number, String part) {
        return PREVIOUS + number + "_" + part;
    }

    /**
     * What to change in the properties of a message.
     *
     * @param put values by name
     * @param remove names
     */
    public record Change(Map<String, Object> put, Set<String> remove) {}

    /**
     * The change for a message that is moved back.
     *
     * @param properties the message's, by name; null for one that it does not have
     * @param source where it came from, also if that was not told by {@link #SOURCE}
     * @param by user who started the task
     */
    public static Change redriven(
            Function<String, @Nullable Object> properties, @Nullable String source, long nowMillis, String by) {
        Map<String, Object> put = new LinkedHashMap<>();
        Set<String> remove = new LinkedHashSet<>();
        for (int number = PREVIOUS_KEPT; number > 1; number--) {
            for (String part : PARTS) {
                set(previous(number, part), properties.apply(previous(number - 1, part)), put, remove);
            }
        }
        set(previous(1, PARTS[0]), source, put, remove);
        set(previous(1, PARTS[1]), properties.apply(REASON), put, remove);
        set(previous(1, PARTS[2]), properties.apply(FIRST_RECEIVED), put, remove);
        set(previous(1, PARTS[3]), nowMillis, put, remove);
        set(previous(1, PARTS[4]), by, put, remove);
        put.put(REDRIVE_COUNT, properties.apply(REDRIVE_COUNT) instanceof Number count ? count.intValue() + 1 : 1);
        remove.addAll(Set.of(SOURCE, REASON, FIRST_RECEIVED));
        return new Change(put, remove);
    }

    private static void set(String name, @Nullable Object value, Map<String, Object> put, Set<String> remove) {
        if (value == null) {
            remove.add(name);
        } else {
            put.put(name, value);
        }
    }
}
