package io.sluice.broker.recovery;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
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
 *   <li><b>Nothing is lost.</b> Somebody acknowledged each message whose sending was confirmed, and was not refused.
 *   <li><b>Nothing is invented.</b> Only messages that were sent are received.
 *   <li><b>Nothing is there twice.</b> However often a message is sent and received, it has one sequence number.
 *   <li><b>Numbers are in order.</b> Sequence numbers increase within a group in the order of sending.
 * </ul>
 */
final class GroupOrderChecker {

    private final Map<String, Group> groups = new TreeMap<>();
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
        checker.groups.values().forEach(Group::judgeEnd);
        return checker.violations;
    }

    private Group groupOf(String id) {
        return groups.computeIfAbsent(id.substring(0, id.indexOf(':')), Group::new);
    }

    private static int numberOf(String id) {
        return Integer.parseInt(id.substring(id.indexOf(':') + 1));
    }

    private void noteAcknowledgement(HistoryEvent event) {
        if (event instanceof HistoryEvent.Settled settled
                && settled.how() == HistoryEvent.How.ACKNOWLEDGED
                && settled.outcome() != HistoryEvent.Outcome.REFUSED) {
            groupOf(settled.id()).acknowledgedFrom.merge(numberOf(settled.id()), settled.beginNanos(), Math::min);
        }
    }

    private void judge(HistoryEvent event) {
        if (event instanceof HistoryEvent.Sending sending) {
            groupOf(sending.id()).begun.set(numberOf(sending.id()));
        } else if (event instanceof HistoryEvent.Sent sent) {
            groupOf(sent.id()).confirmed.set(numberOf(sent.id()));
        } else if (event instanceof HistoryEvent.Received received) {
            groupOf(received.id()).judge(received);
        } else if (event instanceof HistoryEvent.Numbered numbered) {
            groupOf(numbered.id()).judge(numbered);
        } else if (event instanceof HistoryEvent.Settled settled
                && settled.outcome() == HistoryEvent.Outcome.COMMITTED
                && settled.how() == HistoryEvent.How.ACKNOWLEDGED) {
            groupOf(settled.id())
                    .openBefore(settled.id(), settled.atNanos())
                    .forEach(open -> violations.add(settled.worker() + " committed " + settled.id() + " before "
                            + groupOf(settled.id()).id(open)));
        }
    }

    /** What is known of one group. Events come in the order of their times. */
    private final class Group {

        private final String name;
        private final BitSet begun = new BitSet();
        private final BitSet confirmed = new BitSet();
        private final Map<Integer, Long> acknowledgedFrom = new HashMap<>();
        private final Map<String, BitSet> receivedBy = new HashMap<>();
        private final NavigableMap<Integer, String> sequenceNumbers = new TreeMap<>();

        /** All messages before this one are acknowledged. */
        private int firstOpen;

        private Group(String name) {
            this.name = name;
        }

        private String id(int number) {
            return name + ":" + number;
        }

        private void judge(HistoryEvent.Received received) {
            int number = numberOf(received.id());
            if (!begun.get(number)) {
                violations.add(received.id() + " was received and never sent");
                return;
            }
            BitSet seen = receivedBy.computeIfAbsent(received.worker(), worker -> new BitSet());
            openBefore(received.id(), received.atNanos())
                    .filter(open -> !seen.get(open))
                    .forEach(open ->
                            violations.add(received.worker() + " received " + received.id() + " before " + id(open)));
            seen.set(number);
        }

        private void judge(HistoryEvent.Numbered numbered) {
            String known = sequenceNumbers.putIfAbsent(numberOf(numbered.id()), numbered.sequenceNumber());
            if (known != null && !known.equals(numbered.sequenceNumber())) {
                violations.add(numbered.id() + " is there twice, as " + known + " and " + numbered.sequenceNumber());
            }
        }

        /** Earlier messages of the group that were sent and that nobody has begun to acknowledge. */
        private Stream<Integer> openBefore(String id, long byNanos) {
            while (begun.get(firstOpen) && isAcknowledged(firstOpen, byNanos)) {
                firstOpen++;
            }
            return IntStream.range(firstOpen, Math.max(firstOpen, numberOf(id)))
                    .filter(earlier -> begun.get(earlier) && !isAcknowledged(earlier, byNanos))
                    .boxed();
        }

        private boolean isAcknowledged(int number, long byNanos) {
            Long from = acknowledgedFrom.get(number);
            return from != null && from <= byNanos;
        }

        private void judgeEnd() {
            confirmed.stream()
                    .filter(number -> !acknowledgedFrom.containsKey(number))
                    .forEach(number -> violations.add(id(number) + " is lost"));
            String before = "";
            for (Map.Entry<Integer, String> entry : sequenceNumbers.entrySet()) {
                if (entry.getValue().compareTo(before) <= 0) {
                    violations.add(id(entry.getKey()) + " has the number " + entry.getValue() + ", after " + before);
                }
                before = entry.getValue();
            }
        }
    }
}
