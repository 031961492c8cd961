package io.sluice.broker.stream.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.ShardId;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    private static Delivery<String> delivery(long place) {
        return new Delivery<>(new ShardId(0), place);
    }

    @Test
    void findsWhatWasPutAndNothingElse() {
        // Given
        Deliveries<String> deliveries = new Deliveries<>(100);
        Delivery<String> first = delivery(100);
        Delivery<String> later = delivery(117);

        // When
        deliveries.put(first);
        deliveries.put(later);

        // Then
        assertThat(deliveries.get(100)).isSameAs(first);
        assertThat(deliveries.get(117)).isSameAs(later);
        assertThat(deliveries.get(99)).isNull();
        assertThat(deliveries.get(101)).isNull();
        assertThat(deliveries.get(116)).isNull();
        assertThat(deliveries.get(132)).isNull();
    }

    @Test
    void nothingIsPutBelowTheFirstPlace() {
        Deliveries<String> deliveries = new Deliveries<>(100);

        assertThatThrownBy(() -> deliveries.put(delivery(99))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void beginsAnewAboveOrBelow() {
        // Given
        Deliveries<String> deliveries = new Deliveries<>(100);
        deliveries.put(delivery(101));

        // When
        deliveries.beginAt(85);

        // Then
        assertThat(deliveries.get(101)).isNull();
        assertThat(deliveries.get(85)).isNull();
        assertThat(deliveries.removeFirst()).isNull();
        assertThatThrownBy(() -> deliveries.put(delivery(85))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void holdsTheSameAsAMapOverALongTime() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        Deliveries<String> deliveries = new Deliveries<>(1);
        Map<Long, Delivery<String>> expected = new TreeMap<>();
        long first = 1;
        int spread = 5_000;
        for (int step = 0; step < 200_000; step++) {
            long place = first + random.nextInt(1 + random.nextInt(spread));
            if (random.nextInt(3) == 0) {
                Delivery<String> put = delivery(place);
                deliveries.put(put);
                expected.put(place, put);
            } else {
                assertThat(deliveries.removeFirst()).as("seed %d", seed).isSameAs(expected.remove(first));
                first++;
            }
            assertThat(deliveries.get(place)).as("seed %d", seed).isSameAs(expected.get(place));
        }
        expected.forEach((place, delivery) ->
                assertThat(deliveries.get(place)).as("seed %d", seed).isSameAs(delivery));
    }
}
