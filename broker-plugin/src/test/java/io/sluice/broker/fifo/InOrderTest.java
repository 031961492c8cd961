package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private final InOrder<String> elements = new InOrder<>();

    @Test
    void isInOrderWhateverTheOrderOfAdding() {
        // When
        for (long number : new long[] {5, 1, 9, 3, 7, 4, 2}) {
            elements.put(number, "e" + number);
        }

        // Then
        assertThat(upwards()).containsExactly(1L, 2L, 3L, 4L, 5L, 7L, 9L);
        assertThat(elements.first()).isEqualTo(1);
        assertThat(elements.last()).isEqualTo(9);
    }

    @Test
    void anElementReplacesTheOneWithItsNumber() {
        // Given
        elements.put(1, "old");

        // When
        elements.put(1, "new");

        // Then
        assertThat(elements.size()).isEqualTo(1);
        assertThat(elements.elementAt(elements.firstPlace())).isEqualTo("new");
    }

    @Test
    void findsTheNeighboursOfNumbersThatAreThereAndThatAreNot() {
        // Given
        for (long number : new long[] {10, 20, 30}) {
            elements.put(number, "e");
        }
        elements.remove(20);

        // Then
        assertThat(numberAt(elements.placeAbove(9))).isEqualTo(10);
        assertThat(numberAt(elements.placeAbove(10))).isEqualTo(30);
        assertThat(numberAt(elements.placeAbove(20))).isEqualTo(30);
        assertThat(numberAt(elements.placeAbove(30))).isNull();
        assertThat(numberAt(elements.placeAtOrBelow(9))).isNull();
        assertThat(numberAt(elements.placeAtOrBelow(10))).isEqualTo(10);
        assertThat(numberAt(elements.placeAtOrBelow(29))).isEqualTo(10);
        assertThat(numberAt(elements.placeAtOrBelow(30))).isEqualTo(30);
    }

    @Test
    void doesWhatATreeDoes() {
        // Given
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.printf("InOrderTest -Dseed=%d%n", seed);
        var dice = new Random(seed);
        var tree = new TreeMap<Long, String>();

        for (int step = 0; step < 200_000; step++) {
            // When
            int most = step % 20_000 < 10_000 ? 400 : 20;
            long number = dice.nextInt(4) == 0 || tree.isEmpty() ? dice.nextInt(1000) : tree.firstKey();
            if (dice.nextInt(most) >= tree.size()) {
                long added = dice.nextBoolean() || tree.isEmpty() ? dice.nextInt(1000) : tree.lastKey() + 1;
                elements.put(added, "e" + step);
                tree.put(added, "e" + step);
            } else {
                assertThat(elements.remove(number)).isEqualTo(tree.remove(number));
            }

            // Then
            long probe = dice.nextInt(1100);
            assertThat(elements.size()).isEqualTo(tree.size());
            assertThat(numberAt(elements.placeAbove(probe))).isEqualTo(tree.higherKey(probe));
            assertThat(numberAt(elements.placeAtOrBelow(probe))).isEqualTo(tree.floorKey(probe));
            if (!tree.isEmpty()) {
                assertThat(elements.first()).isEqualTo(tree.firstKey());
                assertThat(elements.last()).isEqualTo(tree.lastKey());
            }
            if (step % 1000 == 0) {
                assertThat(upwards()).containsExactlyElementsOf(tree.keySet());
                assertThat(downwards())
                        .containsExactlyElementsOf(tree.descendingMap().keySet());
                for (Map.Entry<Long, String> entry : tree.entrySet()) {
                    assertThat(elements.elementAt(elements.placeAtOrBelow(entry.getKey())))
                            .isEqualTo(entry.getValue());
                }
            }
        }
    }

    private @Nullable Long numberAt(int place) {
        return place == InOrder.NOWHERE ? null : elements.numberAt(place);
    }

    private List<Long> upwards() {
        List<Long> numbers = new ArrayList<>();
        for (int place = elements.firstPlace(); place != InOrder.NOWHERE; place = elements.placeAfter(place)) {
            numbers.add(elements.numberAt(place));
        }
        return numbers;
    }

    private List<Long> downwards() {
        List<Long> numbers = new ArrayList<>();
        for (int place = elements.placeAtOrBelow(Long.MAX_VALUE);
                place != InOrder.NOWHERE;
                place = elements.placeBefore(place)) {
            numbers.add(elements.numberAt(place));
        }
        return numbers;
    }
}
