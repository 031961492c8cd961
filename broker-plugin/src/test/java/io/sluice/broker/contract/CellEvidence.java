package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.Worker;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/** What was seen while a cell was played, from the settlement on, and whether it is what the table says. */
final class CellEvidence {

    private record Delivery(String summary, boolean toSubject) {
        boolean isOf(String body) {
            return summary.startsWith(body + "#");
        }
    }

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<String> refusedLater = new ArrayList<>();
    private final List<String> harmed = new ArrayList<>();
    private @Nullable SettlementRefused refusal;
    private @Nullable String atOther;
    private boolean wentOn;
    private long acknowledged;
    private long deadLettered;
    private long vanished;

    void expectedAtOther(Received message) {
        atOther = message.summary();
    }

    void refused(SettlementRefused exception) {
        refusal = exception;
    }

    void delivered(Received message, boolean toSubject) {
        deliveries.add(new Delivery(message.summary(), toSubject));
    }

    void refusedLater(Received message) {
        refusedLater.add(message.summary());
    }

    void observe(Worker worker, boolean hasConsumer) {
        if (!worker.complaints().isEmpty() || hasConsumer && !worker.isUsable()) {
            harmed.add(worker.kind() + " " + worker.complaints());
        }
    }

    void wentOn() {
        wentOn = true;
    }

    void takeCounts(Queue queue) {
        acknowledged = queue.getMessagesAcknowledged();
        deadLettered = queue.getMessagesKilled();
        vanished = queue.getMessagesExpired();
    }

    /** Exactly one of the outcomes of the table happened, and nothing else. @return that outcome */
    Outcome judge(MatrixCell cell) {
        assertThat(harmed).as("%s: workers that were harmed by %s", cell, this).isEmpty();
        assertThat(deliveries)
                .as("%s: deliveries of a message that a bystander has; %s", cell, this)
                .noneMatch(delivery -> delivery.isOf("b1"));
        assertThat(deliveries)
                .as("%s: deliveries of a message that only waited; %s", cell, this)
                .filteredOn(delivery -> delivery.isOf("m2"))
                .allMatch(delivery -> delivery.summary().equals("m2#1") || isShownByClient(cell, delivery));
        if (cell.queueKind() == QueueKind.FIFO) {
            assertOrder(cell);
        }
        List<Outcome> possible =
                cell.outcomes().stream().filter(outcome -> fits(cell, outcome)).toList();
        assertThat(possible)
                .as("%s: %s, but seen was %s", cell, cell.outcomes(), this)
                .isNotEmpty();
        return possible.get(0);
    }

    /** What a client shows and counts by itself, because the broker refused the settlement of the copy in its buffer. */
    private boolean isShownByClient(MatrixCell cell, Delivery ofM2) {
        return cell.kind().client().redeliversByItself() && ofM2.toSubject() && refusedLater.contains("m2#1");
    }

    /** Also when an application was shown something out of its client's buffer, it is not done with m2 before m1. */
    private void assertOrder(MatrixCell cell) {
        if (lastOf("m1") < 0) {
            return;
        }
        assertThat(lastOf("m2"))
                .as("%s: when m2 came for the last time, seen from m1; %s", cell, this)
                .isGreaterThan(lastOf("m1"));
    }

    private int lastOf(String body) {
        return IntStream.range(0, deliveries.size())
                .filter(index -> deliveries.get(index).isOf(body))
                .max()
                .orElse(-1);
    }

    private boolean fits(MatrixCell cell, Outcome outcome) {
        boolean isDeadLettered = outcome == Outcome.DEAD_LETTERED;
        return outcome.isRefused() == (refusal != null)
                && deadLettered == (isDeadLettered ? 1 : 0)
                && vanished == 0
                && acknowledged == sent() - deadLettered
                && isExpected(cell, outcome);
    }

    private int sent() {
        return wentOn ? 4 : 3;
    }

    /** With or without a copy that was in the client already: its buffer cannot be taken back. */
    private boolean isExpected(MatrixCell cell, Outcome outcome) {
        List<Delivery> ofM1 =
                deliveries.stream().filter(delivery -> delivery.isOf("m1")).toList();
        List<List<String>> expected = expectedOf(cell, outcome);
        return expected.contains(summaries(ofM1))
                || hasCopyInClient(cell, outcome)
                        && IntStream.range(0, ofM1.size())
                                .filter(copy -> ofM1.get(copy).toSubject())
                                .anyMatch(copy -> expected.contains(summaries(without(copy, ofM1))));
    }

    /** The broker sent it twice, or the client's library shows again what it could not settle before it asks the broker. */
    private static boolean hasCopyInClient(MatrixCell cell, Outcome outcome) {
        boolean sentTwice = cell.moment() == Moment.SENT_AGAIN
                && outcome.next() != Outcome.Next.COUNTED
                && outcome.next() != Outcome.Next.UNCOUNTED;
        boolean shownAgain = cell.kind().client().redeliversByItself()
                && cell.moment() != Moment.IN_TIME
                && EnumSet.of(Settlement.FAIL, Settlement.ROLL_BACK, Settlement.COMMIT)
                        .contains(cell.settlement());
        return sentTwice || shownAgain;
    }

    private static List<Delivery> without(int index, List<Delivery> all) {
        List<Delivery> others = new ArrayList<>(all);
        others.remove(index);
        return others;
    }

    private static List<String> summaries(List<Delivery> some) {
        return some.stream().map(Delivery::summary).toList();
    }

    private static List<List<String>> expectedOf(MatrixCell cell, Outcome outcome) {
        int receives = cell.moment().receives();
        List<String> counted = List.of("m1#" + (receives + 1));
        return switch (outcome.next()) {
            case NONE -> List.of(List.of());
            case COUNTED -> List.of(counted);
            case UNCOUNTED -> List.of(List.of("m1#" + receives));
            case ONCE -> List.of(counted, List.of("m1#" + (receives + 2)));
            case ONCE_OR_NONE -> List.of(counted, List.of());
        };
    }

    @Override
    public String toString() {
        return "deliveries afterwards " + deliveries + ", refused " + (refusal == null ? "no" : refusal.getCause())
                + ", later refusals " + refusedLater + ", acknowledged " + acknowledged + ", dead-lettered "
                + deadLettered + ", at the other before " + atOther + ", went on " + wentOn;
    }
}
