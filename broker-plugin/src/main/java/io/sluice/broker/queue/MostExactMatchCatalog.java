package io.sluice.broker.queue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalog over a fixed set of entries: named queues by hash, wildcards in a list from most to least exact. */
final class MostExactMatchCatalog implements QueueCatalog {

    private final Map<QueuePattern, QueueSettings> entries;
    private final Map<String, QueueSettings> named;
    private final List<QueuePattern> wildcards;

    MostExactMatchCatalog(Map<String, QueueSettings> settingsByName) {
        Map<QueuePattern, QueueSettings> all = new LinkedHashMap<>();
        Map<String, QueueSettings> exact = new LinkedHashMap<>();
        settingsByName.forEach((name, settings) -> {
            QueuePattern pattern = QueuePattern.of(name);
            all.put(pattern, settings);
            if (!pattern.isWildcard()) {
                exact.put(name, settings);
            }
        });
        entries = Collections.unmodifiableMap(all);
        named = Collections.unmodifiableMap(exact);
        wildcards =
                all.keySet().stream().filter(QueuePattern::isWildcard).sorted().toList();
    }

    @Override
    public Optional<QueueSettings> settingsOf(String queueName) {
        QueueSettings exact = named.get(queueName);
        if (exact != null) {
            return Optional.of(exact);
        }
        if (QueueNameRule.isReserved(queueName)) {
            return Optional.empty();
        }
        return wildcards.stream()
                .filter(wildcard -> wildcard.matches(queueName))
                .findFirst()
                .map(entries::get);
    }

    @Override
    public Map<String, QueueSettings> namedQueues() {
        return named;
    }

    @Override
    public Map<QueuePattern, QueueSettings> entries() {
        return entries;
    }

    @Override
    public String toString() {
        return "QueueCatalog" + entries.keySet();
    }
}
