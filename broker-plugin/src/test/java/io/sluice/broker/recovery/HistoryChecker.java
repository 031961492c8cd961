package io.sluice.broker.recovery;

import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.recovery.HistoryEvent.Settled;
import io.sluice.broker.recovery.Violation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges the history of one queue and its dead-letter queue. The history must end with both queues empty.
 *
 * <p>Only what the history proves is a violation. Where a connection or the broker ended during a call, both outcomes are
 * accepted; where a worker took longer than the visibility timeout, nothing is demanded of its settlement.
 *
 * <h2>The rules</h2>
 *
 * <ul>
 *   <li><b>Nothing is lost.</b> Each message whose sending was confirmed was read from the dead-letter queue, or was
 *       acknowledged by a call that may have had an effect. A call has none if its transaction was refused, or if another
 *       worker provably held the lease for the whole of the call.
 *   <li><b>Nothing is invented.</b> No message is received or dead that nobody began to send.
 *   <li><b>Acknowledged is final.</b> After an acknowledgement that counts, no worker is given the message, and it is not
 *       dead. A commit that returned counts. Any other acknowledgement counts if it was in time by the tolerance and if
 *       neither the broker nor the worker's network ended within the tolerance after it, because such an
 *       acknowledgement is not answered.
 *   <li><b>One lease at a time.</b> While a worker holds a lease and the broker lives, no other receives the message:
 *       from its receipt until it begins to settle, its time runs out, it leaves, or the broker is killed. Its time
 *       runs out at the earliest one visibility timeout after the worker began to settle its previous message.
 *   <li><b>Counts are kept.</b> A receive is at least as high as every earlier one of the message, and higher than each
 *       earlier one that must be counted: the worker held the message as its oldest unsettled one and did not release
 *       it, nor leave in good order. Messages in a prefetch buffer need not be counted. Whatever happened within the
 *       tolerance before the broker was killed may be forgotten: the journal writes its buffer that late.
 *   <li><b>Counts are not invented.</b> A receive is at most one higher than the earlier receives of the message,
 *       including those that no application saw: at most one for each time the broker was killed, one for each time a
 *       stuck worker's lease ran out, and one for each network that ended.
 *   <li><b>Dead letters.</b> No receive has a count above maxReceiveCount. A dead letter was received that often, by the
 *       same reckoning; it says so, says where it comes from, and exists once.
 *   <li><b>No harm.</b> A transaction is not refused if its lease cannot have run out, and no connection ends unless
 *       somebody ends it.
 * </ul>
 *
 * <p>A receipt that may be a late copy in a prefetch buffer, see {@link Receipts}, proves nothing.
 */
final class HistoryChecker {

    private static final String DEAD_REASON = "MaxReceiveCountExceeded";

    private final Limits limits;
    private final Map<String, Story> stories = new LinkedHashMap<>();
    private final List<Long> kills = new ArrayList<>();
    private final List<HistoryEvent.Left> cuts = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final Receipts receipts;

    /**
     * What the broker was told.
     *
     * @param queue name of the queue
     * @param lease visibility timeout
     * @param maxReceiveCount of the redrive policy
     * @param tolerance how long an event before the broker's death may not be on its disk
     */
    record Limits(String queue, Duration lease, int maxReceiveCount, Duration tolerance) {}

    /** All that happened to one message. */
    private static final class Story {
        long sendingNanos = Long.MAX_VALUE;
        boolean confirmed;
        final List<Receipt> receipts = new ArrayList<>();
        final List<HistoryEvent.DeadLettered> dead = new ArrayList<>();
    }

    private HistoryChecker(List<HistoryEvent> events, Limits limits) {
        this.limits = limits;
        receipts = Receipts.of(events, limits.lease().toNanos());
        events.forEach(this::read);
        receipts.all().forEach(receipt -> story(receipt.id).receipts.add(receipt));
    }

    /** Every broken promise; none if the history is right. */
    static List<Violation> check(List<HistoryEvent> events, Limits limits) {
        HistoryChecker checker = new HistoryChecker(events, limits);
        checker.stories.forEach(checker::checkMessage);
        checker.checkConnections(events);
        return checker.violations;
    }

    private Story story(String id) {
        return stories.computeIfAbsent(id, unused -> new Story());
    }

    private void read(HistoryEvent event) {
        if (event instanceof HistoryEvent.Sending sending) {
            story(sending.id()).sendingNanos = sending.atNanos();
        } else if (event instanceof HistoryEvent.Sent sent) {
            story(sent.id()).confirmed = true;
        } else if (event instanceof HistoryEvent.DeadLettered dead) {
            story(dead.id()).dead.add(dead);
        } else if (event instanceof HistoryEvent.Killed killed) {
            kills.add(killed.atNanos());
        } else if (event instanceof HistoryEvent.Left left && !left.orderly()) {
            cuts.add(left);
        }
    }

    private void report(Rule rule, String id, Object detail) {
        violations.add(new Violation(rule, id, detail + "; all of it: " + story(id).receipts));
    }

    private void checkMessage(String id, Story story) {
        if (story.sendingNanos == Long.MAX_VALUE) {
            report(Rule.UNKNOWN_MESSAGE, id, "nobody sent it");
            return;
        }
        if (story.confirmed
                && story.dead.isEmpty()
                && story.receipts.stream().noneMatch(r -> mayHaveRemoved(r, story))) {
            report(Rule.CONFIRMED_MESSAGE_LOST, id, "confirmed, and neither dead nor acknowledged");
        }
        for (Receipt receipt : story.receipts) {
            checkReceipt(receipt, story);
        }
        checkDead(id, story);
    }

    private void checkReceipt(Receipt receipt, Story story) {
        if (receipt.count > limits.maxReceiveCount()) {
            report(Rule.RECEIVED_TOO_OFTEN, receipt.id, receipt);
        }
        if (receipt.has(Outcome.REFUSED) && receipt.sure && receipt.settledWithin(inTime()) && !killedDuring(receipt)) {
            report(Rule.REFUSED_IN_TIME, receipt.id, receipt);
        }
        if (!receipt.sure) {
            return;
        }
        long possible = 1 + receipts.hiddenReceivesBetween(story.sendingNanos, receipt.atNanos);
        for (Receipt earlier : story.receipts) {
            if (earlier == receipt || earlier.atNanos >= receipt.atNanos) {
                continue;
            }
            possible++;
            checkPair(earlier, receipt);
        }
        if (receipt.count > possible) {
            report(Rule.COUNT_TOO_HIGH, receipt.id, receipt + ", at most " + possible + " expected");
        }
    }

    private void checkPair(Receipt earlier, Receipt later) {
        if (removedForSure(earlier) && isAfter(later, earlier)) {
            report(Rule.RECEIVED_AFTER_ACKNOWLEDGEMENT, later.id, later + " after " + earlier);
        }
        if (later.atNanos < earlier.exclusiveUntilNanos(limits.lease().toNanos())) {
            report(Rule.TWO_LEASES_AT_ONCE, later.id, later + " during " + earlier);
        }
        int atLeast = earlier.count + (earlier.countsForSure() ? 1 : 0);
        if (earlier.sure && later.count < atLeast && !mayBeForgotten(earlier, later)) {
            report(Rule.COUNT_TOO_LOW, later.id, later + ", at least " + atLeast + " expected after " + earlier);
        }
    }

    private void checkDead(String id, Story story) {
        if (story.dead.isEmpty()) {
            return;
        }
        HistoryEvent.DeadLettered dead = story.dead.get(0);
        if (story.dead.size() > 1) {
            report(Rule.DEAD_TWICE, id, story.dead);
        }
        if (!dead.reason().equals(DEAD_REASON) || !dead.source().equals(limits.queue())) {
            report(Rule.DEAD_LETTER_WITHOUT_ORIGIN, id, dead);
        }
        long possible = story.receipts.size() + receipts.hiddenReceivesBetween(story.sendingNanos, dead.atNanos());
        if (possible < limits.maxReceiveCount()) {
            report(Rule.DEAD_TOO_EARLY, id, "at most " + possible + " receives");
        }
        story.receipts.stream()
                .filter(this::removedForSure)
                .forEach(receipt -> report(Rule.DEAD_THOUGH_ACKNOWLEDGED, id, receipt));
    }

    private void checkConnections(List<HistoryEvent> events) {
        Set<String> excused = new HashSet<>();
        Set<String> open = new HashSet<>();
        boolean alive = true;
        for (HistoryEvent event : events) {
            if (event instanceof HistoryEvent.Opened opened) {
                (alive ? open : excused).add(opened.worker());
            } else if (event instanceof HistoryEvent.Left left) {
                excused.add(left.worker());
            } else if (event instanceof HistoryEvent.Killed) {
                alive = false;
                excused.addAll(open);
            } else if (event instanceof HistoryEvent.Started) {
                alive = true;
            } else if (event instanceof HistoryEvent.Broken broken && !excused.contains(broken.worker())) {
                violations.add(new Violation(Rule.CONNECTION_BROKEN, broken.worker(), broken.cause()));
            }
        }
    }

    /** Whether the end of this receipt can be the reason why the message is gone. */
    private boolean mayHaveRemoved(Receipt receipt, Story story) {
        Settled end = receipt.settled;
        if (end == null || !receipt.isAcknowledgement()) {
            return false;
        }
        if (end.outcome() == Outcome.REFUSED && !killedDuring(receipt)) {
            return false;
        }
        long lease = limits.lease().toNanos();
        return story.receipts.stream()
                .noneMatch(other -> other != receipt
                        && other.sure
                        && other.atNanos > receipt.atNanos
                        && other.atNanos <= end.beginNanos()
                        && end.atNanos() <= other.exclusiveUntilNanos(lease));
    }

    private boolean removedForSure(Receipt receipt) {
        Settled end = receipt.settled;
        if (end == null || !receipt.isAcknowledgement()) {
            return false;
        }
        return switch (end.outcome()) {
            case COMMITTED -> true;
            case SEEN, LEFT_TO_CLIENT -> receipt.sure && receipt.settledWithin(inTime()) && !disturbed(receipt, end);
            case REFUSED, UNKNOWN -> false;
        };
    }

    private boolean disturbed(Receipt receipt, Settled end) {
        long until = end.atNanos() + limits.tolerance().toNanos();
        return killedBetween(end.beginNanos(), until)
                || cuts.stream()
                        .anyMatch(cut -> cut.worker().equals(receipt.worker)
                                && cut.atNanos() >= end.beginNanos()
                                && cut.atNanos() <= until);
    }

    private static boolean isAfter(Receipt later, Receipt earlier) {
        Settled end = earlier.settled;
        return end != null && later.atNanos > end.atNanos();
    }

    /** Whether the broker was killed so soon after the earlier receipt that it need not know of it. */
    private boolean mayBeForgotten(Receipt earlier, Receipt later) {
        return killedBetween(
                earlier.atNanos,
                Math.min(later.atNanos, earlier.atNanos + limits.tolerance().toNanos()));
    }

    private boolean killedDuring(Receipt receipt) {
        Settled end = receipt.settled;
        return end != null && (receipt.endedNanos <= end.atNanos() || killedBetween(end.beginNanos(), end.atNanos()));
    }

    private boolean killedBetween(long fromNanos, long toNanos) {
        return kills.stream().anyMatch(kill -> kill >= fromNanos && kill <= toNanos);
    }

    private long inTime() {
        return limits.lease().minus(limits.tolerance()).toNanos();
    }
}
