package io.sluice.examples.demo;

import io.sluice.examples.fleet.FleetEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What was seen of the truck fleet.
 *
 * @param size how many trucks there are, and how many positions each has
 * @param said the last lines of the programs that sent positions
 * @param map what the map group processed, in this order
 * @param archive what the archive group processed before its replay, in this order
 * @param killedWith the position in the hands of the killed consumer, empty if none was killed
 * @param splitShard the shard that was split while the trucks were driving, empty if none was
 * @param replay what the archive group received again
 */
record FleetFacts(
        Size size,
        List<String> said,
        List<FleetEntry> map,
        List<FleetEntry> archive,
        String killedWith,
        String splitShard,
        Replay replay) {

    /** Before anything was seen. */
    static final FleetFacts NONE =
            new FleetFacts(new Size(0, 0), List.of(), List.of(), List.of(), "", "", new Replay(0, List.of()));

    /** How large the fleet is. */
    record Size(int trucks, int positionsEach) {

        int positions() {
            return trucks * positionsEach;
        }
    }

    /**
     * A second reading.
     *
     * @param fromMillis records that arrived then or later were to be read
     */
    record Replay(long fromMillis, List<FleetEntry> entries) {}

    /** What must be true of them. */
    List<Check> checks() {
        List<String> expected = List.of(
                "sent " + size.positions() / 2 + " positions by JMS",
                "sent " + size.positions() / 2 + " positions by MQTT");
        return List.of(
                new Check(
                        size.trucks()
                                + " trucks sent their positions into the stream, half of them by JMS and half by MQTT",
                        size.positions() > 0 && said.equals(expected),
                        String.join(", ", said)),
                inOrder("map", map),
                inOrder("archive", archive),
                new Check(
                        "no position came to the archive twice",
                        !archive.isEmpty() && repeats(archive) == 0,
                        repeats(archive) + " came again; " + repeats(map)
                                + " to the map, whose killed consumer had not acknowledged them"),
                new Check(
                        "a consumer of the map was killed with a position in hand",
                        !killedWith.isEmpty(),
                        killedWith.isEmpty() ? "none was" : killedWith),
                split(),
                replayed());
    }

    /** Each truck has all its numbers, and a number that comes again comes behind, which at least once allows. */
    private Check inOrder(String group, List<FleetEntry> entries) {
        Map<String, Integer> last = new HashMap<>();
        int outOfOrder = 0;
        for (FleetEntry entry : entries) {
            int before = last.getOrDefault(entry.position().truck(), 0);
            if (entry.position().number() == before + 1) {
                last.put(entry.position().truck(), before + 1);
            } else if (entry.position().number() > before) {
                outOfOrder++;
            }
        }
        long complete = last.values().stream()
                .filter(number -> number == size.positionsEach())
                .count();
        return new Check(
                "the " + group + " group got every position of each truck, in order",
                size.trucks() > 0 && complete == size.trucks() && outOfOrder == 0,
                complete + " of " + size.trucks() + " trucks complete, " + outOfOrder + " positions out of order");
    }

    private static long repeats(List<FleetEntry> entries) {
        return entries.size()
                - entries.stream()
                        .map(entry -> entry.position().id())
                        .distinct()
                        .count();
    }

    private Check split() {
        Set<String> children = childrenIn(archive);
        return new Check(
                "a shard was split while the trucks were driving, and both groups went on with its children",
                !children.isEmpty() && children.equals(childrenIn(map)),
                splitShard.isEmpty() ? "none was split" : splitShard + " and then " + String.join(", ", children));
    }

    /** Where the positions of those trucks came from that began in the split shard, apart from that one. */
    private Set<String> childrenIn(List<FleetEntry> entries) {
        Set<String> trucks = entries.stream()
                .filter(entry -> entry.shard().equals(splitShard))
                .map(entry -> entry.position().truck())
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(entry -> trucks.contains(entry.position().truck()))
                .map(FleetEntry::shard)
                .filter(shard -> !shard.equals(splitShard))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Check replayed() {
        Map<String, List<String>> first = byShard(archive.stream()
                .filter(entry -> entry.arrivalMillis() >= replay.fromMillis())
                .toList());
        Map<String, List<String>> second = byShard(replay.entries());
        return new Check(
                "a replay from a time in the middle gave the same positions in the same order",
                !second.isEmpty() && first.equals(second) && replay.entries().size() < archive.size(),
                replay.entries().size() + " of " + archive.size() + " positions, from " + second.size() + " shards");
    }

    private static Map<String, List<String>> byShard(List<FleetEntry> entries) {
        return entries.stream()
                .collect(Collectors.groupingBy(
                        FleetEntry::shard,
                        TreeMap::new,
                        Collectors.mapping(
                                entry -> entry.sequence() + " "
                                        + entry.position().id(),
                                Collectors.toList())));
    }
}
