package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.broker.visibility.ScriptShrinker;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random lives of four groups and three consumers, compared with a naive model after every event.
 *
 * <p>{@code -Dseed=} repeats a run, {@code -Devents=} makes it longer. A script that fails is cut down to the events that
 * it takes.
 */
class MessageGroupsSimulationTest {

    private static final int SCRIPT_EVENTS = 200;
    private static final int SCRIPTS = Integer.getInteger("events", 200_000) / SCRIPT_EVENTS;

    @Test
    void groupsKeepTheirOrderAndStrandNothingWhateverHappens() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("MessageGroupsSimulationTest -Dseed=" + seed + ", " + SCRIPTS * SCRIPT_EVENTS + " events");
        Random random = new Random(seed);
        Map<GroupEvent.Kind, Long> effective = new EnumMap<>(GroupEvent.Kind.class);

        for (int i = 0; i < SCRIPTS; i++) {
            // Given
            List<GroupEvent> script = Stream.generate(() -> GroupEvent.random(random))
                    .limit(SCRIPT_EVENTS)
                    .toList();
            SimulatedGroups groups = new SimulatedGroups();

            // When
            String failure = failureOf(script, groups);

            // Then
            if (failure != null) {
                List<GroupEvent> shrunk =
                        ScriptShrinker.shrink(script, fewer -> failureOf(fewer, new SimulatedGroups()) != null);
                fail("seed %d, script %d: %s%nThe shortest script that fails, with %s:%n    %s"
                        .formatted(seed, i, failure, failureOf(shrunk, new SimulatedGroups()), shown(shrunk)));
            }
            groups.effective.forEach((kind, count) -> effective.merge(kind, count, Long::sum));
        }
        System.out.println("events that changed something: " + effective);
        assertThat(effective).containsOnlyKeys(GroupEvent.Kind.values());
        assertThat(effective.values()).allSatisfy(count -> assertThat(count).isGreaterThan(SCRIPTS / 10));
    }

    /** The first broken promise; null if all are kept. */
    private static @Nullable String failureOf(List<GroupEvent> script, SimulatedGroups groups) {
        try {
            script.forEach(groups::happens);
            groups.assertNothingIsStranded();
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e.toString();
        }
    }

    private static String shown(List<GroupEvent> script) {
        return script.stream().map(GroupEvent::toString).collect(Collectors.joining("\n    "));
    }
}
