package io.sluice.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueCatalogTest {

    @Test
    void appliesTheMostExactEntryWhole() {
        // Given
        QueueCatalog catalog = QueueCatalog.of(
                Map.of("#", delayed(1), "legacy.#", delayed(2), "legacy.*", delayed(3), "legacy.a", delayed(4)));

        // When, Then
        assertThat(catalog.settingsOf("legacy.a")).contains(delayed(4));
        assertThat(catalog.settingsOf("legacy.b")).contains(delayed(3));
        assertThat(catalog.settingsOf("legacy.b.c")).contains(delayed(2));
        assertThat(catalog.settingsOf("legacy")).contains(delayed(2));
        assertThat(catalog.settingsOf("orders")).contains(delayed(1));
    }

    @Test
    void knowsNothingOfAQueueThatNoEntryMatches() {
        assertThat(QueueCatalog.of(Map.of("orders", delayed(1))).settingsOf("plain"))
                .isEmpty();
        assertThat(QueueCatalog.empty().settingsOf("plain")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sluice.control", "activemq.notifications", "ActiveMQ.Advisory.Queue", "$sys.mqtt.sessions"})
    void leavesTheBrokersOwnQueuesAloneWhateverTheWildcard(String name) {
        assertThat(QueueCatalog.of(Map.of("#", delayed(1))).settingsOf(name)).isEmpty();
    }

    @Test
    void listsNamedQueuesAndAllEntriesInTheOrderGiven() {
        // Given
        Map<String, QueueSettings> entries = new LinkedHashMap<>();
        entries.put("zebra", delayed(1));
        entries.put("legacy.#", delayed(2));
        entries.put("ant", delayed(3));

        // When
        QueueCatalog catalog = QueueCatalog.of(entries);

        // Then
        assertThat(catalog.namedQueues().keySet()).containsExactly("zebra", "ant");
        assertThat(catalog.entries().keySet())
                .containsExactly(QueuePattern.of("zebra"), QueuePattern.of("legacy.#"), QueuePattern.of("ant"));
    }

    @Test
    void cannotBeChanged() {
        // Given
        Map<String, QueueSettings> entries = new LinkedHashMap<>(Map.of("orders", delayed(1)));
        QueueCatalog catalog = QueueCatalog.of(entries);

        // When
        entries.clear();

        // Then
        assertThat(catalog.settingsOf("orders")).isPresent();
        assertThatThrownBy(() -> catalog.namedQueues().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> catalog.entries().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void changeTellsWhatCameWhatWentAndWhatIsDifferent() {
        // Given
        QueueCatalog before = QueueCatalog.of(Map.of("same", delayed(1), "changed", delayed(1), "old.#", delayed(1)));
        QueueCatalog after = QueueCatalog.of(Map.of("same", delayed(1), "changed", delayed(2), "new", delayed(1)));

        // When
        CatalogChange change = CatalogChange.between(before, after);

        // Then
        assertThat(change.added()).containsExactly(QueuePattern.of("new"));
        assertThat(change.changed()).containsExactly(QueuePattern.of("changed"));
        assertThat(change.removed()).containsExactly(QueuePattern.of("old.#"));
        assertThat(change).hasToString("1 added (new), 1 changed (changed), 1 removed (old.#)");
        assertThat(change.isEmpty()).isFalse();
    }

    @Test
    void changeIsEmptyBetweenEqualCatalogs() {
        // Given
        QueueCatalog before = QueueCatalog.of(Map.of("orders", delayed(1)));
        QueueCatalog after = QueueCatalog.of(Map.of("orders", delayed(1)));

        // When
        CatalogChange change = CatalogChange.between(before, after);

        // Then
        assertThat(change.isEmpty()).isTrue();
        assertThat(change).hasToString("0 added, 0 changed, 0 removed");
    }

    private static QueueSettings delayed(int seconds) {
        QueueSettings defaults = QueueSettings.DEFAULT;
        return new QueueSettings(
                defaults.visibility(),
                Duration.ofSeconds(seconds),
                defaults.retention(),
                defaults.maximumMessageSize(),
                defaults.redrivePolicy(),
                defaults.fifo());
    }
}
