package io.sluice.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.settings.impl.HierarchicalObjectRepository;
import org.junit.jupiter.api.Test;

/** The entry of a queue is the one whose address settings Artemis would apply, for random entries and names. */
class ArtemisMatchAgreementTest {

    private static final int ROUNDS = 20_000;
    private static final String[] WORDS = {"a", "b", "ab", "*", "a*", "*b", "a*b"};
    private static final String[] NAME_WORDS = {"a", "b", "ab", "aab", "c"};

    private final long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);

    @Test
    void findsTheEntryThatArtemisFinds() {
        System.out.println("ArtemisMatchAgreementTest -Dseed=" + seed);
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            Map<String, QueueSettings> entries = randomEntries();
            HierarchicalObjectRepository<String> artemis = new HierarchicalObjectRepository<>();
            entries.keySet().forEach(entry -> artemis.addMatch(entry, entry));
            QueueCatalog catalog = QueueCatalog.of(entries);
            String name = words(NAME_WORDS);

            // When
            String expected = artemis.getMatch(name);
            String found = catalog.settingsOf(name)
                    .map(settings -> entryWith(entries, settings))
                    .orElse(null);

            // Then
            if (expected == null || found == null) {
                assertThat(found)
                        .as("%s of %s, seed %d", name, entries.keySet(), seed)
                        .isEqualTo(expected);
            } else {
                assertThat(QueuePattern.of(found).compareExactness(QueuePattern.of(expected)))
                        .as("%s of %s: %s, but Artemis %s, seed %d", name, entries.keySet(), found, expected, seed)
                        .isZero();
            }
        }
    }

    private Map<String, QueueSettings> randomEntries() {
        Map<String, QueueSettings> entries = new LinkedHashMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            entries.put(randomPattern(), settings(i));
        }
        return entries;
    }

    private String randomPattern() {
        return switch (random.nextInt(8)) {
            case 0 -> "#";
            case 1, 2 -> words(WORDS) + ".#";
            case 3 -> words(WORDS) + "#";
            default -> words(WORDS);
        };
    }

    private String words(String[] vocabulary) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(i -> vocabulary[random.nextInt(vocabulary.length)])
                .collect(Collectors.joining("."));
    }

    private static QueueSettings settings(int number) {
        QueueSettings defaults = QueueSettings.DEFAULT;
        return new QueueSettings(
                defaults.visibility(),
                Duration.ofSeconds(number),
                defaults.retention(),
                defaults.maximumMessageSize(),
                defaults.redrivePolicy(),
                defaults.fifo());
    }

    private static String entryWith(Map<String, QueueSettings> entries, QueueSettings settings) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().equals(settings))
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
