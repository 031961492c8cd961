package io.sluice.broker.queue;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a reload of {@code sluice.yaml} changes, entry by entry. Every change is legal: a file that is valid by itself
 * may follow any other.
 *
 * <p>This compares the text of the file. What becomes of one existing queue is the difference between
 * {@link QueueCatalog#settingsOf} of the two catalogs: an added wildcard can change a queue whose own entry stayed
 * away, and an added name can take a queue out of a wildcard.
 *
 * @param added entries that only the new catalog has
 * @param changed entries that both have, with different settings
 * @param removed entries that only the old catalog has
 */
public record CatalogChange(Set<QueuePattern> added, Set<QueuePattern> changed, Set<QueuePattern> removed) {

    public CatalogChange {
        added = Set.copyOf(added);
        changed = Set.copyOf(changed);
        removed = Set.copyOf(removed);
    }

    /** The way from one catalog to another. */
    public static CatalogChange between(QueueCatalog before, QueueCatalog after) {
        Map<QueuePattern, QueueSettings> old = before.entries();
        Set<QueuePattern> added = new LinkedHashSet<>();
        Set<QueuePattern> changed = new LinkedHashSet<>();
        after.entries().forEach((pattern, settings) -> {
            QueueSettings oldSettings = old.get(pattern);
            if (oldSettings == null) {
                added.add(pattern);
            } else if (!oldSettings.equals(settings)) {
                changed.add(pattern);
            }
        });
        Set<QueuePattern> removed = new LinkedHashSet<>(old.keySet());
        removed.removeAll(after.entries().keySet());
        return new CatalogChange(added, changed, removed);
    }

    /** Whether both files say the same about queues. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    /** One line for the log, names sorted: {@code 1 added (orders), 0 changed, 1 removed (legacy.#)}. */
    @Override
    public String toString() {
        return count(added, "added") + ", " + count(changed, "changed") + ", " + count(removed, "removed");
    }

    private static String count(Set<QueuePattern> patterns, String what) {
        String names = patterns.isEmpty()
                ? ""
                : " ("
                        + String.join(
                                ", ",
                                patterns.stream()
                                        .map(QueuePattern::toString)
                                        .sorted()
                                        .toList()) + ")";
        return patterns.size() + " " + what + names;
    }
}
