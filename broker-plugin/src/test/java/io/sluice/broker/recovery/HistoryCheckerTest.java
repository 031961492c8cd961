package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.recovery.Violation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Feeds the checker histories that are wrong, each next to one that differs in a single fact and is right. All times are
 * milliseconds; the lease is 1000, the tolerance 50, maxReceiveCount 3.
 */
class HistoryCheckerTest {

    private static final HistoryChecker.Limits LIMITS =
            new HistoryChecker.Limits("jobs", Duration.ofMillis(1000), 3, Duration.ofMillis(50));

    private final List<HistoryEvent> events = new ArrayList<>();

    HistoryCheckerTest() {
        events.add(new HistoryEvent.Started(0));
        for (String worker : List.of("a", "b", "c", "d")) {
            events.add(new HistoryEvent.Opened(0, worker));
        }
    }

    // ---- loss -----------------------------------------------------------------------------------------------------

    @Test
    void acceptsAMessageThatWasAcknowledgedInTime() {
        sent("m").received(10, "a", "m", 1).acknowledged(20, "a", "m");
        assertRight();
    }

    @Test
    void findsAConfirmedMessageThatNobodyEverSaw() {
        sent("m");
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void findsAConfirmedMessageThatVanishedAfterItWasReceived() {
        sent("m").received(10, "a", "m", 1).killed(500).restarted(600);
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void findsAConfirmedMessageThatVanishedAfterItFailed() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.FAILED, Outcome.SEEN);
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void findsAConfirmedMessageThatVanishedAfterARefusedCommit() {
        sent("m").received(10, "a", "m", 1).settled(1500, "a", "m", How.ACKNOWLEDGED, Outcome.REFUSED);
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void findsAMessageThatALateAcknowledgementTookFromItsNextHolder() {
        sent("m")
                .received(10, "a", "m", 1)
                .waited(1000, "b", 1100)
                .received(1200, "b", "m", 2)
                .acknowledged(1300, "a", "m")
                .left(1400, "b", false);
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void acceptsThatALateAcknowledgementRemovedAWaitingMessage() {
        sent("m").received(10, "a", "m", 1).acknowledged(1300, "a", "m");
        assertRight();
    }

    @Test
    void acceptsBothOutcomesOfAnAcknowledgementThatTheBrokerDiedIn() {
        sent("gone").received(10, "a", "gone", 1).settled(100, "a", "gone", How.ACKNOWLEDGED, Outcome.UNKNOWN);
        sent("back").received(10, "b", "back", 1).settled(100, "b", "back", How.ACKNOWLEDGED, Outcome.UNKNOWN);
        killed(95).restarted(200).opened(300, "e").received(310, "e", "back", 2).acknowledged(320, "e", "back");
        assertRight();
    }

    @Test
    void acceptsAnUnconfirmedMessageThatNeverCame() {
        events.add(new HistoryEvent.Sending(nanos(1), "m"));
        assertRight();
    }

    @Test
    void findsAMessageThatNobodySent() {
        received(10, "a", "ghost", 1).acknowledged(20, "a", "ghost");
        assertWrong(Rule.UNKNOWN_MESSAGE);
    }

    // ---- finality -------------------------------------------------------------------------------------------------

    @Test
    void findsAnAcknowledgedMessageThatIsDeliveredAgain() {
        sent("m").received(10, "a", "m", 1).acknowledged(20, "a", "m");
        waited(20, "b", 100).received(110, "b", "m", 2).acknowledged(120, "b", "m");
        assertWrong(Rule.RECEIVED_AFTER_ACKNOWLEDGEMENT);
    }

    @Test
    void findsAnAcknowledgedMessageThatIsBackAfterACrash() {
        sent("m").received(10, "a", "m", 1).acknowledged(20, "a", "m");
        killed(71).restarted(100).opened(100, "e").received(110, "e", "m", 2).acknowledged(120, "e", "m");
        assertWrong(Rule.RECEIVED_AFTER_ACKNOWLEDGEMENT);
    }

    @Test
    void acceptsAnUnansweredAcknowledgementLostInTheJournalsBuffer() {
        sent("m").received(10, "a", "m", 1).acknowledged(60, "a", "m");
        killed(110).restarted(150).opened(150, "e").received(160, "e", "m", 2).acknowledged(170, "e", "m");
        assertRight();
    }

    @Test
    void findsACommittedMessageThatIsBackHoweverSoonTheBrokerDied() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.ACKNOWLEDGED, Outcome.COMMITTED);
        killed(21).restarted(100).opened(100, "e").received(110, "e", "m", 1).acknowledged(120, "e", "m");
        assertWrong(Rule.RECEIVED_AFTER_ACKNOWLEDGEMENT);
    }

    @Test
    void acceptsACopyThatLayInTheBufferOfAStuckWorker() {
        sent("head").sent("m");
        received(10, "a", "head", 1);
        waited(1000, "b", 1050).received(1100, "b", "m", 1).acknowledged(1110, "b", "m");
        acknowledged(1500, "a", "head").received(1510, "a", "m", 1).acknowledged(1520, "a", "m");
        assertRight();
    }

    @Test
    void findsThatCopyOnceTheBufferWasSeenEmpty() {
        sent("head").sent("m");
        received(10, "a", "head", 1);
        waited(1000, "b", 1050).received(1100, "b", "m", 1).acknowledged(1110, "b", "m");
        acknowledged(1500, "a", "head").waited(1500, "a", 1600).received(1610, "a", "m", 2);
        acknowledged(1620, "a", "m");
        assertWrong(Rule.RECEIVED_AFTER_ACKNOWLEDGEMENT);
    }

    // ---- one lease ------------------------------------------------------------------------------------------------

    @Test
    void findsAMessageThatTwoHoldAtOnce() {
        sent("m").received(10, "a", "m", 1).received(999, "b", "m", 2).acknowledged(1999, "b", "m");
        assertWrong(Rule.TWO_LEASES_AT_ONCE);
    }

    @Test
    void acceptsASecondHolderWhenTheTimeOfTheFirstIsOver() {
        sent("m").received(10, "a", "m", 1);
        waited(10, "b", 900).received(1000, "b", "m", 2).acknowledged(1100, "b", "m");
        assertRight();
    }

    @Test
    void acceptsASecondHolderWhenTheFirstHasLeftOrGivenBack() {
        sent("m").sent("n").received(10, "a", "m", 1).settled(20, "a", "m", How.RELEASED, Outcome.SEEN);
        received(21, "b", "m", 1).left(30, "b", true);
        received(31, "c", "m", 1).acknowledged(40, "c", "m");
        received(50, "c", "n", 1).killed(150).restarted(200).opened(200, "e").received(201, "e", "n", 2);
        acknowledged(210, "e", "n");
        assertRight();
    }

    // ---- counts ---------------------------------------------------------------------------------------------------

    @Test
    void findsACountThatWasLostInACrash() {
        sent("m").received(10, "a", "m", 1).killed(61).restarted(100).opened(100, "e");
        received(110, "e", "m", 1).acknowledged(120, "e", "m");
        assertWrong(Rule.COUNT_TOO_LOW);
    }

    @Test
    void acceptsACountThatTheJournalHadNotWrittenYet() {
        sent("m").received(10, "a", "m", 1).killed(60).restarted(100).opened(100, "e");
        received(110, "e", "m", 1).acknowledged(120, "e", "m");
        assertRight();
    }

    @Test
    void findsAMessageThatWasNotCountedAfterTheAcknowledgementBeforeItWasSeen() {
        sent("l").sent("m").received(10, "a", "l", 1).settled(20, "a", "l", How.ACKNOWLEDGED, Outcome.SEEN);
        received(25, "a", "m", 1).left(26, "a", false);
        received(40, "b", "m", 1).acknowledged(50, "b", "m");
        assertWrong(Rule.COUNT_TOO_LOW);
    }

    @Test
    void acceptsThatTheAcknowledgementBeforeItWasLostWithTheNetwork() {
        sent("l").sent("m").received(10, "a", "l", 1).settled(20, "a", "l", How.ACKNOWLEDGED, Outcome.LEFT_TO_CLIENT);
        received(25, "a", "m", 1).left(26, "a", false);
        received(30, "b", "l", 2).acknowledged(35, "b", "l");
        received(40, "b", "m", 1).acknowledged(50, "b", "m");
        assertRight();
    }

    @Test
    void findsACountThatGoesBackwards() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.FAILED, Outcome.SEEN);
        received(30, "b", "m", 2).left(40, "b", true);
        received(50, "c", "m", 1).acknowledged(60, "c", "m");
        assertWrong(Rule.COUNT_TOO_LOW);
    }

    @Test
    void findsAFailureThatWasNotCounted() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.FAILED, Outcome.SEEN);
        received(30, "b", "m", 1).acknowledged(60, "b", "m");
        assertWrong(Rule.COUNT_TOO_LOW);
    }

    @Test
    void findsATimeoutThatWasNotCounted() {
        sent("m").received(10, "a", "m", 1);
        waited(1000, "b", 1050).received(1100, "b", "m", 1).acknowledged(1200, "b", "m");
        assertWrong(Rule.COUNT_TOO_LOW);
    }

    @Test
    void acceptsThatAMessageBehindAnotherIsNotCounted() {
        sent("m")
                .sent("n")
                .received(10, "a", "m", 1)
                .received(11, "a", "n", 1)
                .killed(500)
                .restarted(600);
        opened(600, "e").received(610, "e", "m", 2).acknowledged(620, "e", "m");
        received(630, "e", "n", 1).acknowledged(640, "e", "n");
        assertRight();
    }

    @Test
    void findsAReceiveThatNobodyMade() {
        sent("m").received(10, "a", "m", 2).acknowledged(20, "a", "m");
        assertWrong(Rule.COUNT_TOO_HIGH);
    }

    @Test
    void acceptsThatOneReceiveWasOnItsWayWhenTheBrokerDied() {
        sent("m")
                .killed(100)
                .restarted(200)
                .opened(200, "e")
                .received(210, "e", "m", 2)
                .acknowledged(220, "e", "m");
        assertRight();
    }

    @Test
    void findsTwoReceivesOnTheirWayWhenTheBrokerDiedOnce() {
        sent("m")
                .killed(100)
                .restarted(200)
                .opened(200, "e")
                .received(210, "e", "m", 3)
                .acknowledged(220, "e", "m");
        assertWrong(Rule.COUNT_TOO_HIGH);
    }

    // ---- dead letters ---------------------------------------------------------------------------------------------

    @Test
    void acceptsADeadLetterAfterTheLastReceive() {
        sent("m").failedThrice("m").dead("m", "MaxReceiveCountExceeded", "jobs");
        assertRight();
    }

    @Test
    void findsADeadLetterBeforeTheLastReceive() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.FAILED, Outcome.SEEN);
        received(30, "b", "m", 2).settled(40, "b", "m", How.FAILED, Outcome.SEEN);
        dead("m", "MaxReceiveCountExceeded", "jobs");
        assertWrong(Rule.DEAD_TOO_EARLY);
    }

    @Test
    void findsAReceiveAfterTheLast() {
        sent("m").failedThrice("m").received(90, "d", "m", 4).acknowledged(95, "d", "m");
        assertWrong(Rule.RECEIVED_TOO_OFTEN);
    }

    @Test
    void findsAPoisonMessageThatDidNotArriveInTheDeadLetterQueue() {
        sent("m").failedThrice("m");
        assertWrong(Rule.CONFIRMED_MESSAGE_LOST);
    }

    @Test
    void findsADeadLetterThatExistsTwice() {
        sent("m").failedThrice("m").dead("m", "MaxReceiveCountExceeded", "jobs");
        dead("m", "MaxReceiveCountExceeded", "jobs");
        assertWrong(Rule.DEAD_TWICE);
    }

    @Test
    void findsADeadLetterThatWasAcknowledged() {
        sent("m").received(10, "a", "m", 1).settled(20, "a", "m", How.FAILED, Outcome.SEEN);
        received(30, "b", "m", 2).settled(40, "b", "m", How.FAILED, Outcome.SEEN);
        received(50, "c", "m", 3).settled(60, "c", "m", How.ACKNOWLEDGED, Outcome.COMMITTED);
        dead("m", "MaxReceiveCountExceeded", "jobs");
        assertWrong(Rule.DEAD_THOUGH_ACKNOWLEDGED);
    }

    @Test
    void findsADeadLetterWithoutReasonOrSource() {
        sent("m").failedThrice("m").dead("m", "null", "jobs");
        assertWrong(Rule.DEAD_LETTER_WITHOUT_ORIGIN);
    }

    // ---- harm -----------------------------------------------------------------------------------------------------

    @Test
    void findsACommitThatWasRefusedInTime() {
        sent("m").received(10, "a", "m", 1).settled(949, "a", "m", How.ACKNOWLEDGED, Outcome.REFUSED);
        waited(900, "b", 950).received(960, "b", "m", 2).acknowledged(970, "b", "m");
        assertWrong(Rule.REFUSED_IN_TIME);
    }

    @Test
    void acceptsACommitThatWasRefusedLate() {
        sent("m").received(10, "a", "m", 1).settled(1000, "a", "m", How.ACKNOWLEDGED, Outcome.REFUSED);
        waited(900, "b", 1010).received(1020, "b", "m", 2).acknowledged(1030, "b", "m");
        assertRight();
    }

    @Test
    void findsAConnectionThatNobodyEnded() {
        events.add(new HistoryEvent.Broken(nanos(10), "a", "closed"));
        assertWrong(Rule.CONNECTION_BROKEN);
    }

    @Test
    void acceptsConnectionsThatEndWithTheBroker() {
        killed(100).opened(105, "e");
        events.add(new HistoryEvent.Broken(nanos(110), "a", "closed"));
        events.add(new HistoryEvent.Broken(nanos(210), "e", "closed"));
        restarted(200);
        assertRight();
    }

    // ---- histories ------------------------------------------------------------------------------------------------

    private HistoryCheckerTest sent(String id) {
        events.add(new HistoryEvent.Sending(nanos(1), id));
        events.add(new HistoryEvent.Sent(nanos(2), id));
        return this;
    }

    private HistoryCheckerTest opened(long at, String worker) {
        events.add(new HistoryEvent.Opened(nanos(at), worker));
        return this;
    }

    private HistoryCheckerTest waited(long since, String worker, long at) {
        events.add(new HistoryEvent.Waited(nanos(at), worker, nanos(since)));
        return this;
    }

    private HistoryCheckerTest received(long at, String worker, String id, int count) {
        events.add(new HistoryEvent.Received(nanos(at), worker, id, count));
        return this;
    }

    private HistoryCheckerTest acknowledged(long at, String worker, String id) {
        return settled(at, worker, id, How.ACKNOWLEDGED, Outcome.SEEN);
    }

    private HistoryCheckerTest settled(long at, String worker, String id, How how, Outcome outcome) {
        events.add(new HistoryEvent.Settled(nanos(at), nanos(at - 5), worker, id, how, outcome));
        return this;
    }

    private HistoryCheckerTest failedThrice(String id) {
        received(10, "a", id, 1).settled(20, "a", id, How.FAILED, Outcome.SEEN);
        received(30, "b", id, 2).settled(40, "b", id, How.FAILED, Outcome.SEEN);
        return received(50, "c", id, 3).settled(60, "c", id, How.FAILED, Outcome.SEEN);
    }

    private HistoryCheckerTest left(long at, String worker, boolean orderly) {
        events.add(new HistoryEvent.Left(nanos(at), worker, orderly));
        return this;
    }

    private HistoryCheckerTest killed(long at) {
        events.add(new HistoryEvent.Killed(nanos(at)));
        return this;
    }

    private HistoryCheckerTest restarted(long at) {
        events.add(new HistoryEvent.Started(nanos(at)));
        return this;
    }

    private HistoryCheckerTest dead(String id, String reason, String source) {
        events.add(new HistoryEvent.DeadLettered(nanos(9000), id, reason, source));
        return this;
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private List<Violation> check() {
        List<HistoryEvent> ordered = new ArrayList<>(events);
        ordered.sort(Comparator.comparingLong(HistoryEvent::atNanos));
        return HistoryChecker.check(ordered, LIMITS);
    }

    private void assertRight() {
        assertThat(check()).isEmpty();
    }

    private void assertWrong(Rule rule) {
        assertThat(check()).extracting(Violation::rule).containsOnly(rule);
    }
}
