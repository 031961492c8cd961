package io.sluice.broker.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random lives of three consumers of one queue, compared with a naive model after every event.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Devents=} makes it longer. A script that fails is cut down to the events that
 * it takes.
 */
class LeaseSimulationTest {

    private static final int SCRIPT_EVENTS = 500;
    private static final int SCRIPTS = Integer.getInteger("events", 1_000_000) / SCRIPT_EVENTS;

    /** @param clockStart reading of the monotonic clock at the beginning; most scripts see it overflow */
    private record Script(long clockStart, List<LeaseEvent> events) {

        static Script random(Random random) {
            long clockStart =
                    Long.MAX_VALUE - random.nextLong(Duration.ofMinutes(10).toNanos());
            List<LeaseEvent> events = Stream.generate(() -> LeaseEvent.random(random))
                    .limit(SCRIPT_EVENTS)
                    .toList();
            return new Script(clockStart, events);
        }

        /** The first broken promise; null if all are kept. */
        @Nullable
        String failure(SimulatedQueue queue) {
            try {
                events.forEach(queue::happens);
                return null;
            } catch (AssertionError | RuntimeException e) {
                return e.toString();
            }
        }

        @Nullable
        String failure() {
            return failure(new SimulatedQueue(clockStart));
        }

        Script shrunk() {
            return new Script(
                    clockStart,
                    ScriptShrinker.shrink(events, fewer -> new Script(clockStart, fewer).failure() != null));
        }

        @Override
        public String toString() {
            return events.stream().map(LeaseEvent::toString).collect(Collectors.joining("\n    "));
        }
    }

    @Test
    void leasesKeepTheirPromisesWhateverHappens() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("LeaseSimulationTest -Dseed=" + seed + ", " + SCRIPTS * SCRIPT_EVENTS + " events");
        Random random = new Random(seed);
        Map<LeaseEvent.Kind, Long> effective = new EnumMap<>(LeaseEvent.Kind.class);

        for (int i = 0; i < SCRIPTS; i++) {
            // Given
            Script script = Script.random(random);
            SimulatedQueue queue = new SimulatedQueue(script.clockStart());

            // When
            String failure = script.failure(queue);

            // Then
            if (failure != null) {
                Script shrunk = script.shrunk();
                fail("seed %d, script %d: %s%nThe shortest script that fails, with %s:%n    %s"
                        .formatted(seed, i, failure, shrunk.failure(), shrunk));
            }
            queue.effective.forEach((kind, count) -> effective.merge(kind, count, Long::sum));
        }
        System.out.println("events that changed something: " + effective);
        assertThat(effective).containsOnlyKeys(LeaseEvent.Kind.values());
        assertThat(effective.values()).allSatisfy(count -> assertThat(count).isGreaterThan(SCRIPTS / 10));
    }

    @Test
    void aFailingScriptIsCutDownToTheEventsThatItTakes() {
        // Given
        List<Integer> script = IntStream.range(0, 500).boxed().toList();

        // When
        List<Integer> shrunk = ScriptShrinker.shrink(script, events -> events.containsAll(List.of(17, 18, 400)));

        // Then
        assertThat(shrunk).containsExactly(17, 18, 400);
    }
}
