package io.sluice.broker.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicRegistryTest {

    private final TopicRegistry registry = new TopicRegistry();

    private static SubscriptionSettings to(String queue) {
        return SubscriptionSettings.to(queue);
    }

    private static TopicCatalog file(String topic, Map<String, SubscriptionSettings> subscriptions) {
        return new TopicCatalog(Map.of(topic, TopicSettings.DEFAULT.with(subscriptions)));
    }

    @Test
    void aRequestAddsSubscriptionsToATopicOfTheFile() {
        // Given
        registry.replaceFile(file("t", Map.of("a", to("qa"))));

        // When
        registry.subscribe("t", "b", to("qb"));

        // Then
        assertThat(registry.topic("t").orElseThrow().subscriptions()).isEqualTo(Map.of("a", to("qa"), "b", to("qb")));
        assertThat(registry.isOfFile("t", "a")).isTrue();
        assertThat(registry.isOfFile("t", "b")).isFalse();
    }

    @Test
    void whereBothNameTheSameSubscriptionTheFileHoldsAsLongAsItNamesIt() {
        // Given
        registry.subscribe("t", "a", to("asked"));
        registry.replaceFile(file("t", Map.of("a", to("of-file"))));

        // When
        SubscriptionSettings before =
                registry.topic("t").orElseThrow().subscriptions().get("a");
        registry.replaceFile(file("t", Map.of()));

        // Then
        assertThat(before).isEqualTo(to("of-file"));
        assertThat(registry.topic("t").orElseThrow().subscriptions()).isEqualTo(Map.of("a", to("asked")));
    }

    @Test
    void theAttributesOfATopicAreThoseOfTheFileIfItNamesIt() {
        // Given
        registry.create("t.fifo", new TopicSettings(Map.of(), true, TopicDeduplicationScope.MESSAGE_GROUP));

        // When
        registry.replaceFile(file("t.fifo", Map.of()));

        // Then
        assertThat(registry.topic("t.fifo")).contains(TopicSettings.DEFAULT);
    }

    @Test
    void aTopicThatTheFileDropsLivesOnForTheSubscriptionsThatWereAskedFor() {
        // Given
        registry.replaceFile(file("t", Map.of("a", to("qa"))));
        registry.subscribe("t", "b", to("qb"));

        // When
        registry.replaceFile(TopicCatalog.EMPTY);

        // Then
        assertThat(registry.topic("t").orElseThrow().subscriptions()).isEqualTo(Map.of("b", to("qb")));
        registry.unsubscribe("t", "b");
        assertThat(registry.topic("t")).isEmpty();
    }

    @Test
    void aDeletedTopicTakesItsSubscriptionsAlong() {
        // Given
        registry.create("t", TopicSettings.DEFAULT);
        registry.subscribe("t", "a", to("qa"));

        // When
        registry.delete("t");

        // Then
        assertThat(registry.inForce()).isEqualTo(TopicCatalog.EMPTY);
        assertThat(registry.subscribed("t")).isEmpty();
    }
}
