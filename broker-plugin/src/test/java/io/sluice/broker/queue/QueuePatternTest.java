package io.sluice.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueuePatternTest {

    @ParameterizedTest
    @CsvSource({
        "orders, orders",
        "#, orders",
        "#, a.b.c",
        "legacy.#, legacy",
        "legacy.#, legacy.a",
        "legacy.#, legacy.a.b",
        "legacy#, legacy.a",
        "legacy.*, legacy.a",
        "*.errors, shop.errors",
        "a.*.c, a.b.c",
        "a.*.#, a.b",
        "a.*.#, a.b.c.d",
        "order*, orders",
        "o*e*s, orders",
        "a(b)+.#, a(b)+.c",
    })
    void matches(String pattern, String queueName) {
        assertThat(QueuePattern.of(pattern).matches(queueName)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "orders, orders2",
        "orders, Orders",
        "legacy.#, legacy2",
        "legacy.#, legacy.",
        "legacy.#, old.legacy",
        "legacy.*, legacy",
        "legacy.*, legacy.a.b",
        "*.errors, errors",
        "a.*.c, a..c",
        "a.*.#, a",
        "order*, order",
        "o**s, os",
        "o*r*s, orders",
        "a.b.c.#, a.b",
    })
    void doesNotMatch(String pattern, String queueName) {
        assertThat(QueuePattern.of(pattern).matches(queueName)).isFalse();
    }

    @Test
    void sortsFromTheMostToTheLeastExact() {
        // Given
        List<String> expected = List.of("a.b.c", "a.b.*", "a.*.c", "*.b.c", "*.*.c", "a.b.*.#", "a.b.#", "a.#", "#");

        // When
        Stream<String> sorted = expected.stream()
                .map(QueuePattern::of)
                .sorted(Comparator.reverseOrder())
                .sorted()
                .map(QueuePattern::toString);

        // Then
        assertThat(sorted).containsExactlyElementsOf(expected);
    }

    @Test
    void ordersByTheAlphabetWhereArtemisLeavesTheOrderOpen() {
        // Given
        QueuePattern first = QueuePattern.of("a.*.#");
        QueuePattern second = QueuePattern.of("*.b.#");

        // When
        int exactness = first.compareExactness(second);

        // Then
        assertThat(exactness).isZero();
        assertThat(first).isGreaterThan(second);
    }

    @Test
    void answersQuicklyForManyStars() {
        // Given
        QueuePattern pattern = QueuePattern.of("a*".repeat(99) + "b");

        // When
        boolean matches = pattern.matches("a".repeat(5_000));

        // Then
        assertThat(matches).isFalse();
    }

    @Test
    void isEqualToAPatternOfTheSameTextOnly() {
        assertThat(QueuePattern.of("a.#")).isEqualTo(QueuePattern.of("a.#")).hasSameHashCodeAs(QueuePattern.of("a.#"));
        assertThat(QueuePattern.of("a.#")).isNotEqualTo(QueuePattern.of("a#"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#.a", "a.#.b", "##"})
    void refusesTextThatArtemisRefuses(String text) {
        assertThatThrownBy(() -> QueuePattern.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
