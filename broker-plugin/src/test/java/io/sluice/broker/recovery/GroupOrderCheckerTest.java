package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupOrderCheckerTest {

    private final List<HistoryEvent> events = new ArrayList<>();
    private long now;

    private void sent(String... ids) {
        for (String id : ids) {
            events.add(new HistoryEvent.Sending(now++, id));
            events.add(new HistoryEvent.Sent(now++, id));
        }
    }

    private void received(String worker, String id) {
        events.add(new HistoryEvent.Received(now++, worker, id, 1));
    }

    private void numbered(String worker, String id, String number) {
        events.add(new HistoryEvent.Numbered(now++, worker, id, number));
    }

    private void settled(String worker, String id, How how, Outcome outcome) {
        events.add(new HistoryEvent.Settled(now + 1, now, worker, id, how, outcome));
        now += 2;
    }

    private void done(String worker, String id) {
        received(worker, id);
        settled(worker, id, How.ACKNOWLEDGED, Outcome.SEEN);
    }

    private List<String> violations() {
        return GroupOrderChecker.check(events);
    }

    @Test
    void aGroupMayMoveWhenItsMessagesAreAcknowledged() {
        sent("1:0", "1:1");
        done("a", "1:0");
        done("b", "1:1");

        assertThat(violations()).isEmpty();
    }

    @Test
    void aWorkerMayReceiveAheadOfItsAcknowledgements() {
        sent("1:0", "1:1");
        received("a", "1:0");
        received("a", "1:1");
        settled("a", "1:0", How.ACKNOWLEDGED, Outcome.COMMITTED);
        settled("a", "1:1", How.ACKNOWLEDGED, Outcome.COMMITTED);

        assertThat(violations()).isEmpty();
    }

    @Test
    void nobodyReceivesWhatIsBehindAMessageOfSomebodyElse() {
        sent("1:0", "1:1");
        received("a", "1:0");
        done("b", "1:1");
        settled("a", "1:0", How.ACKNOWLEDGED, Outcome.SEEN);

        assertThat(violations()).containsExactly("b received 1:1 before 1:0");
    }

    @Test
    void aGroupThatWasGivenBackStartsWithItsHead() {
        sent("1:0", "1:1");
        received("a", "1:0");
        settled("a", "1:0", How.FAILED, Outcome.SEEN);
        done("b", "1:1");
        done("b", "1:0");

        assertThat(violations()).containsExactly("b received 1:1 before 1:0");
    }

    @Test
    void aCommitDoesNotOvertakeWhatCameBack() {
        sent("1:0", "1:1");
        received("a", "1:0");
        settled("a", "1:0", How.FAILED, Outcome.SEEN);
        received("a", "1:1");
        settled("a", "1:1", How.ACKNOWLEDGED, Outcome.COMMITTED);
        done("a", "1:0");

        assertThat(violations()).containsExactly("a committed 1:1 before 1:0");
    }

    @Test
    void groupsHaveNoOrderAmongEachOther() {
        sent("1:0", "2:0");
        done("a", "2:0");
        done("b", "1:0");

        assertThat(violations()).isEmpty();
    }

    @Test
    void whatNobodyAcknowledgedIsLost() {
        sent("1:0");
        received("a", "1:0");

        assertThat(violations()).containsExactly("1:0 is lost");
    }

    @Test
    void aRefusedAcknowledgementIsNone() {
        sent("1:0", "1:1");
        received("a", "1:0");
        settled("a", "1:0", How.ACKNOWLEDGED, Outcome.REFUSED);
        done("b", "1:1");

        assertThat(violations()).containsExactly("b received 1:1 before 1:0", "1:0 is lost");
    }

    @Test
    void aMessageHasOneNumberHoweverOftenItIsReceived() {
        sent("1:0", "1:1");
        received("a", "1:0");
        numbered("a", "1:0", "007");
        done("b", "1:0");
        numbered("b", "1:0", "007");
        done("b", "1:1");
        numbered("b", "1:1", "008");

        assertThat(violations()).isEmpty();
    }

    @Test
    void aMessageWithTwoNumbersIsThereTwice() {
        sent("1:0");
        done("a", "1:0");
        numbered("a", "1:0", "007");
        done("a", "1:0");
        numbered("a", "1:0", "008");

        assertThat(violations()).containsExactly("1:0 is there twice, as 007 and 008");
    }

    @Test
    void numbersIncreaseWithinAGroup() {
        sent("1:0", "1:1", "2:0");
        done("a", "1:0");
        numbered("a", "1:0", "008");
        done("a", "2:0");
        numbered("a", "2:0", "007");
        done("a", "1:1");
        numbered("a", "1:1", "007");

        assertThat(violations()).containsExactly("1:1 has the number 007, after 008");
    }

    @Test
    void whatNobodySentIsInvented() {
        done("a", "1:0");

        assertThat(violations()).containsExactly("1:0 was received and never sent");
    }
}
