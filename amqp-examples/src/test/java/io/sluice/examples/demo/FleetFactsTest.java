package io.sluice.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.fleet.FleetEntry;
import io.sluice.examples.fleet.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fleet of two trucks with three positions each, of which the second shard has split into two. */
class FleetFactsTest {

    private static final String PARENT = "shardId-000000000001";

    private final List<FleetEntry> map = new ArrayList<>();
    private final List<FleetEntry> archive = new ArrayList<>();
    private final List<FleetEntry> replay = new ArrayList<>();

    FleetFactsTest() {
        for (int number = 1; number <= 3; number++) {
            archive.add(entry(0, number, number < 3 ? PARENT : "shardId-000000000004"));
            archive.add(entry(1, number, number < 3 ? PARENT : "shardId-000000000005"));
        }
        map.addAll(archive);
        replay.addAll(archive.subList(2, 6));
    }

    private static FleetEntry entry(int truck, int number, String shard) {
        return new FleetEntry("w", shard, "1" + number, 1000L + number, Position.of(truck, number));
    }

    private List<String> failed() {
        FleetFacts facts = new FleetFacts(
                new FleetFacts.Size(2, 3),
                List.of("sent 3 positions by JMS", "sent 3 positions by MQTT"),
                map,
                archive,
                "truck-00/2",
                PARENT,
                new FleetFacts.Replay(1002, replay));
        return facts.checks().stream()
                .filter(check -> !check.holds())
                .map(Check::expectation)
                .toList();
    }

    @Test
    void allIsWell() {
        assertThat(failed()).isEmpty();
    }

    @Test
    void aGroupThatDoesNotGoOnWithTheChildrenIsFound() {
        // Given
        map.set(5, entry(1, 3, "shardId-000000000006"));
        // Then
        assertThat(failed()).singleElement().asString().contains("a shard was split");
    }

    @Test
    void aPositionThatComesAgainIsAllowedToTheMapAndNotToTheArchive() {
        // Given
        map.add(entry(0, 2, PARENT));
        archive.add(entry(0, 1, PARENT));
        // Then
        assertThat(failed()).singleElement().asString().contains("to the archive twice");
    }

    @Test
    void aPositionThatIsMissingIsFound() {
        // Given
        map.remove(2);
        // Then
        assertThat(failed()).anySatisfy(check -> assertThat(check).contains("the map group got every position"));
    }

    @Test
    void aPositionThatComesTooEarlyIsFound() {
        // Given
        archive.set(0, entry(0, 2, PARENT));
        archive.set(2, entry(0, 1, PARENT));
        // Then
        assertThat(failed()).anySatisfy(check -> assertThat(check).contains("the archive group got every position"));
    }

    @Test
    void aReplayInAnotherOrderIsFound() {
        // Given
        replay.set(0, archive.get(3));
        replay.set(1, archive.get(2));
        // Then
        assertThat(failed()).anySatisfy(check -> assertThat(check).contains("a replay"));
    }

    @Test
    void nothingHoldsOfAFleetThatNobodyHasSeen() {
        assertThat(FleetFacts.NONE.checks()).noneMatch(Check::holds);
    }
}
