package io.sluice.broker.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What each settlement does at each moment, the same for every protocol: one line for each, one column for each kind of
 * queue. At the timeout there is no line: what is right in time is right then, and what is right after it.
 */
final class LateSettleTable {

    private static final String LINES = """
            settlement                                    | moment                             | standard queue                            | FIFO queue
            ----------------------------------------------+------------------------------------+-------------------------------------------+-------------------------------------------
            acknowledge                                   | in time                            | deleted                                   | deleted
                                                          | late, it waits                     | deleted                                   | ignored: it waits on
                                                          | late, sent again to the same       | deleted                                   | deleted
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            release                                       | in time                            | returned, not counted                     | returned, not counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | ignored: it waits on                      | ignored: it waits on
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            give back as failed                           | in time                            | returned, counted                         | returned, counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            reject                                        | in time                            | dead-lettered                             | dead-lettered
                                                          | late, it waits                     | dead-lettered                             | ignored: it waits on
                                                          | late, sent again to the same       | dead-lettered                             | dead-lettered
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            commit                                        | in time                            | deleted                                   | deleted
                                                          | late, it waits                     | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, sent again to the same       | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, another gave it back         | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, another has it               | the commit fails; it stays with the other | the commit fails; it stays with the other
                                                          | late, another finished it          | the commit fails; it is done              | the commit fails; it is done
            roll back                                     | in time                            | returned, counted                         | returned, counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | ignored: it waits on                      | ignored: it waits on
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            close the consumer                            | in time                            | returned, not counted                     | returned, not counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            close the consumer, telling what was begun    | in time                            | returned, counted                         | returned, counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            close the consumer, then acknowledge          | in time                            | deleted                                   | deleted
                                                          | late, it waits                     | deleted                                   | ignored: it waits on
                                                          | late, sent again to the same       | deleted                                   | deleted, or comes once more
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            close the consumer, then commit               | in time                            | deleted                                   | deleted
                                                          | late, it waits                     | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, sent again to the same       | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, another gave it back         | the commit fails; it waits on             | the commit fails; it waits on
                                                          | late, another has it               | the commit fails; it stays with the other | the commit fails; it stays with the other
                                                          | late, another finished it          | the commit fails; it is done              | the commit fails; it is done
            close the connection                          | in time                            | returned, not counted                     | returned, not counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            close the connection, telling what was begun  | in time                            | returned, counted                         | returned, counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            lose the connection                           | in time                            | returned, counted                         | returned, counted
                                                          | late, it waits                     | ignored: it waits on                      | ignored: it waits on
                                                          | late, sent again to the same       | comes once more, counted or not           | comes once more, counted or not
                                                          | late, another gave it back         | ignored: it waits on                      | ignored: it waits on
                                                          | late, another has it               | ignored: it stays with the other          | ignored: it stays with the other
                                                          | late, another finished it          | ignored: it is done                       | ignored: it is done
            """;

    private static final Map<Key, Outcome> OUTCOMES = read();

    private LateSettleTable() {}

    private record Key(Settlement settlement, Moment moment, QueueKind queueKind) {}

    /** What must happen; at the timeout it is one of several. */
    static Set<Outcome> outcomes(Settlement settlement, Moment moment, QueueKind queueKind) {
        Set<Outcome> outcomes = new LinkedHashSet<>();
        for (Moment each : moment.isRace() ? Moment.racing() : List.of(moment)) {
            outcomes.add(Objects.requireNonNull(OUTCOMES.get(new Key(settlement, each, queueKind))));
        }
        return outcomes;
    }

    private static Map<Key, Outcome> read() {
        List<String> lines = LINES.lines().toList();
        List<String> head = cells(lines.get(0));
        Map<Key, Outcome> read = new LinkedHashMap<>();
        String settlement = "";
        for (String line : lines.subList(2, lines.size())) {
            List<String> cells = cells(line);
            settlement = cells.get(0).isEmpty() ? settlement : cells.get(0);
            for (int column = 2; column < head.size(); column++) {
                Key key = new Key(
                        labelled(settlement, Settlement.values()),
                        labelled(cells.get(1), Moment.values()),
                        labelled(head.get(column), QueueKind.values()));
                read.put(key, labelled(cells.get(column), Outcome.values()));
            }
        }
        return read;
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static <E extends Enum<E>> E labelled(String label, E[] values) {
        for (E value : values) {
            if (value.toString().equals(label)) {
                return value;
            }
        }
        throw new IllegalArgumentException("nothing is called '" + label + "'");
    }
}
