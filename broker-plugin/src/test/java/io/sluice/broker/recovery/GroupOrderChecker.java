package io.sluice.broker.recovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Judges the history of one FIFO queue that has become empty. Messages are called {@code group:number}; a producer sends
 * the numbers of a group in order, and one again whose sending was not confirmed.
 *
 * <ul>
 *   <li><b>Order.</b> When a worker receives a message, each earlier one of its group that was ever sent has been received
 *       by the same connection before, or somebody had begun to acknowledge it.
 *   <li><b>Order of commits.</b> When a transaction was committed, somebody had begun to acknowledge each earlier message
 *       of each group in it.
 *   <li><b>Nothing is lost.</b> Somebody acknowledged each message whose sending was confirmed.
 *   <li><b>Nothing is invented.</b> Only messages that were sent are received.
 * </ul>
 */
final class GroupOrderChecker {

    private final Set<String> begun = new HashSet<>();
    private final Set<String> confirmed = new HashSet<>();
    private final Map<String, Long> acknowledgedFrom = new HashMap<>();
    private final Map<String, Set<String>> receivedBy = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    private GroupOrderChecker() {}

    static String id(int group, int number) {
        return group + ":" + number;
    }

    /** One sentence for each broken promise. */
    static List<String> check(List<HistoryEvent> events) {
        GroupOrderChecker checker = new GroupOrderChecker();
        events.forEach(checker::noteAcknowledgement);
        events.forEach(checker::judge);
        checker.confirmed.stream()
                .filter(id -> !checker.acknowledgedFrom.containsKey(id))
                .forEach(id -> checker.violations.add(id + " is lost"));
        return checker.violations;
    }

    private void noteAcknowledgement(HistoryEvent event) {
        if (event instanceof HistoryEvent.Settled settled && settled.how() == HistoryEvent.How.ACKNOWLEDGED) {
            acknowledgedFrom.merge(settled.id(), settled.beginNanos(), Math::min);
        }
    }

    private void judge(HistoryEvent event) {
        if (event instanceof HistoryEvent.Sending sending) {
            begun.add(sending.id());
        } else if (event instanceof HistoryEvent.Sent sent) {
            confirmed.add(sent.id());
        } else if (event instanceof HistoryEvent.Received received) {
            judge(received);
        } else if (event instanceof HistoryEvent.Settled settled
                && settled.outcome() == HistoryEvent.Outcome.COMMITTED
                && settled.how() == HistoryEvent.How.ACKNOWLEDGED) {
            earlier(settled.id())
                    .filter(id -> !isAcknowledged(id, settled.atNanos()))
                    .forEach(id -> violations.add(settled.worker() + " committed " + settled.id() + " before " + id));
        }
    }

    private void judge(HistoryEvent.Received received) {
        if (!begun.contains(received.id())) {
            violations.add(received.id() + " was received and never sent");
            return;
        }
        Set<String> seen = receivedBy.computeIfAbsent(received.worker(), name -> new HashSet<>());
        earlier(received.id())
                .filter(id -> !seen.contains(id) && !isAcknowledged(id, received.atNanos()))
                .forEach(id -> violations.add(received.worker() + " received " + received.id() + " before " + id));
        seen.add(received.id());
    }

    private Stream<String> earlier(String id) {
        int colon = id.indexOf(':');
        int number = Integer.parseInt(id.substring(colon + 1));
        return IntStream.range(0, number)
                .mapToObj(earlier -> id.substring(0, colon + 1) + earlier)
                .filter(begun::contains);
    }

    private boolean isAcknowledged(String id, long byNanos) {
        Long from = acknowledgedFrom.get(id);
        return from != null && from <= byNanos;
    }
}
