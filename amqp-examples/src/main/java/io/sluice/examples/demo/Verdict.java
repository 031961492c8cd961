package io.sluice.examples.demo;

import io.sluice.examples.jms.DeadLetter;
import io.sluice.examples.orders.OrderFile;
import io.sluice.examples.orders.WorkerTally;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Judges the facts of a run. */
final class Verdict {

    private static final Set<String> REASONS = Set.of("MaxReceiveCountExceeded", "Rejected");

    private final Facts facts;

    private Verdict(Facts facts) {
        this.facts = facts;
    }

    static DemoResult on(Facts facts, double seconds) {
        Verdict verdict = new Verdict(facts);
        return new DemoResult(verdict.counts(), verdict.workers(), verdict.deadLetters(), verdict.checks(), seconds);
    }

    private DemoResult.Counts counts() {
        OrderFile file = facts.file();
        Facts.Remains remains = facts.remains();
        return new DemoResult.Counts(
                file.lines(),
                file.incomplete(),
                file.sent(),
                facts.stored().size(),
                sum(WorkerTally::redelivered),
                remains.repeats(),
                sum(WorkerTally::failed),
                remains.deadLetters().size(),
                remains.waiting());
    }

    private int sum(ToIntFunction<WorkerTally> column) {
        return facts.remains().tallies().stream().mapToInt(column).sum();
    }

    private List<DemoResult.WorkerLine> workers() {
        Map<String, WorkerTally> tallies =
                facts.remains().tallies().stream().collect(Collectors.toMap(WorkerTally::worker, tally -> tally));
        return facts.crew().members().stream()
                .map(member -> {
                    String name = member.process().name();
                    WorkerTally tally = tallies.getOrDefault(name, new WorkerTally(name, 0, 0, 0));
                    return new DemoResult.WorkerLine(
                            name, member.client(), member.fate(), tally.stored(), tally.redelivered(), tally.failed());
                })
                .toList();
    }

    private Map<String, Long> deadLetters() {
        return facts.remains().deadLetters().stream()
                .collect(Collectors.groupingBy(DeadLetter::reason, TreeMap::new, Collectors.counting()));
    }

    private List<Check> checks() {
        OrderFile file = facts.file();
        Facts.Processes processes = facts.processes();
        String sent = "sent " + file.sent() + " orders, rejected " + file.incomplete() + " lines";
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "the front end sent every complete line and refused the others",
                processes.frontEndExit() == 0 && processes.frontEnd().contains(sent),
                processes.frontEnd().isEmpty() ? "nothing" : last(processes.frontEnd())));
        checks.add(sameIds(
                "every good order is in the database, once, and nothing else",
                file.good(),
                facts.stored().keySet()));
        checks.add(poisonIsDead());
        checks.add(deadLettersTellWhy());
        checks.add(new Check(
                "nothing is left in the queue",
                facts.remains().waiting() == 0,
                facts.remains().waiting() + " messages"));
        checks.add(killedWorker(processes.killedWith()));
        checks.addAll(hungWorker());
        checks.add(new Check(
                "the settlement example ran", processes.settlementExit() == 0, "exit " + processes.settlementExit()));
        checks.addAll(facts.ledger().checks());
        checks.addAll(facts.images().checks());
        checks.addAll(facts.fleet().checks());
        checks.add(new Check("the broker stopped cleanly", processes.broker() == 0, "exit " + processes.broker()));
        return checks;
    }

    private Check killedWorker(String orderId) {
        String expectation = "the order that the killed worker had in hand was not lost";
        if (orderId.isEmpty()) {
            return new Check(expectation, false, "no worker was killed while orders were left");
        }
        return new Check(expectation, isHandled(orderId), orderId + " " + whatBecameOf(orderId));
    }

    private boolean isHandled(String orderId) {
        return facts.stored().containsKey(orderId) || deadOrders().contains(orderId);
    }

    private String whatBecameOf(String orderId) {
        String worker = facts.stored().get(orderId);
        if (worker != null) {
            return "was stored by " + worker;
        }
        return deadOrders().contains(orderId) ? "is a dead letter" : "is gone";
    }

    private List<String> deadOrders() {
        return facts.remains().deadLetters().stream().map(DeadLetter::orderId).toList();
    }

    private List<Check> hungWorker() {
        Facts.HungOrder hung = facts.hung();
        return List.of(
                new Check(
                        "the order of the hung worker was handled by another one meanwhile",
                        hung.storedMeanwhile(),
                        hung.orderId() + " " + whatBecameOf(hung.orderId())),
                new Check(
                        "the hung worker was told that its commit came too late, and went on",
                        hung.lateCommitRefused() && hung.wentOn(),
                        (hung.lateCommitRefused() ? "told" : "not told") + ", "
                                + (hung.wentOn() ? "went on" : "ended")));
    }

    private Check poisonIsDead() {
        Set<String> poison = new HashSet<>(facts.file().unreadable());
        poison.addAll(facts.file().impossible());
        List<String> dead = deadOrders();
        Check same =
                sameIds("every poisonous order is a dead letter, once, and nothing else", poison, Set.copyOf(dead));
        return dead.size() == Set.copyOf(dead).size()
                ? same
                : new Check(same.expectation(), false, dead.size() + " dead letters, some of them twice");
    }

    private Check deadLettersTellWhy() {
        List<DeadLetter> silent = facts.remains().deadLetters().stream()
                .filter(letter -> !letter.source().equals(DemoRun.QUEUE)
                        || !REASONS.contains(letter.reason())
                        || letter.reason().equals("Rejected")
                                && !facts.file().unreadable().contains(letter.orderId()))
                .toList();
        return new Check(
                "every dead letter tells its queue and a fitting reason",
                silent.isEmpty(),
                silent.isEmpty() ? "all do" : silent.size() + " do not, such as " + silent.get(0));
    }

    private static Check sameIds(String expectation, Set<String> wanted, Set<String> found) {
        Set<String> missing = new HashSet<>(wanted);
        missing.removeAll(found);
        Set<String> surplus = new HashSet<>(found);
        surplus.removeAll(wanted);
        String words = found.size() + " of " + wanted.size();
        return new Check(
                expectation,
                missing.isEmpty() && surplus.isEmpty(),
                words + some(", missing ", missing) + some(", not expected ", surplus));
    }

    private static String some(String words, Set<String> ids) {
        return ids.isEmpty()
                ? ""
                : words + ids.size() + ", such as " + ids.iterator().next();
    }

    private static String last(List<String> lines) {
        return lines.get(lines.size() - 1);
    }
}
