package io.sluice.broker.contract;

import io.sluice.broker.fixture.WorkerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of the page on late settlement, in Markdown. */
final class LateSettlementPage {

    private static final List<Moment> MOMENTS =
            Stream.of(Moment.values()).filter(moment -> !moment.isRace()).toList();

    private LateSettlementPage() {}

    /** What each settlement does at each moment, in a queue of this kind. */
    static String outcomes(QueueKind queueKind) {
        List<List<String>> rows = new ArrayList<>();
        for (Settlement settlement : Settlement.values()) {
            List<String> row = new ArrayList<>(List.of(settlement.toString()));
            for (Moment moment : MOMENTS) {
                row.add(LateSettleTable.outcomes(settlement, moment, queueKind).stream()
                        .map(Outcome::toString)
                        .collect(Collectors.joining(" or ")));
            }
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of(queueKind.toString()));
        MOMENTS.forEach(moment -> head.add(moment.toString()));
        return table(head, rows);
    }

    /** Which client can do what; a number stands for a reason. */
    static String abilities() {
        List<String> reasons = List.copyOf(reasons());
        List<List<String>> rows = new ArrayList<>();
        for (WorkerKind kind : kinds()) {
            List<String> row = new ArrayList<>(List.of(kind.toString()));
            for (Settlement settlement : Settlement.values()) {
                row.add(
                        WorkerAbilities.of(kind, settlement) instanceof Ability.Cannot cannot
                                ? String.valueOf(reasons.indexOf(cannot.reason()) + 1)
                                : "yes");
            }
            rows.add(row);
        }
        List<String> head = new ArrayList<>(List.of("client and mode"));
        Arrays.stream(Settlement.values()).forEach(settlement -> head.add(settlement.toString()));
        return table(head, rows);
    }

    /** The moments that never come for some kind of worker. */
    static String moments() {
        List<String> lines = new ArrayList<>();
        for (WorkerKind kind : kinds()) {
            for (Moment moment : Moment.values()) {
                String reason = WorkerAbilities.whyNever(kind, moment);
                if (reason != null) {
                    lines.add("- " + kind + ", " + moment + ": " + reason + ".\n");
                }
            }
        }
        return String.join("", lines);
    }

    /** The numbered reasons. */
    static String reasonList() {
        List<String> lines = new ArrayList<>();
        for (String reason : reasons()) {
            String sentence = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ".";
            lines.add((lines.size() + 1) + ". " + sentence);
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<WorkerKind> kinds() {
        return WorkerAbilities.kinds().toList();
    }

    private static Set<String> reasons() {
        Set<String> reasons = new LinkedHashSet<>();
        for (WorkerKind kind : kinds()) {
            for (Settlement settlement : Settlement.values()) {
                if (WorkerAbilities.of(kind, settlement) instanceof Ability.Cannot cannot) {
                    reasons.add(cannot.reason());
                }
            }
        }
        return reasons;
    }

    private static String table(List<String> head, List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(line(head));
        lines.add("|" + "---|".repeat(head.size()));
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
