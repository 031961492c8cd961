package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.stream.SequenceNumber;
import io.sluice.broker.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShardReadCheckerTest {

    private static final long STORED_AFTER = 10;

    private final List<HistoryEvent> events = new ArrayList<>();
    private long now;

    private void started(String... workers) {
        events.add(new HistoryEvent.Started(now++));
        for (String worker : workers) {
            events.add(new HistoryEvent.Opened(now++, worker));
        }
    }

    private void received(String worker, long shard, long place) {
        String id = shard + ":" + place;
        String number = new SequenceNumber(new ShardId((int) shard), place).toString();
        events.add(new HistoryEvent.Received(now, worker, id, 1));
        events.add(new HistoryEvent.Numbered(now++, worker, id, number));
    }

    private void acknowledged(String worker, long shard, long place, Outcome outcome) {
        String id = shard + ":" + place;
        events.add(new HistoryEvent.Settled(now + 1, now, worker, id, How.ACKNOWLEDGED, outcome));
        now += 2;
    }

    private void done(String worker, long shard, long place) {
        received(worker, shard, place);
        acknowledged(worker, shard, place, Outcome.SEEN);
    }

    private void killed() {
        events.add(new HistoryEvent.Killed(now++));
    }

    private ShardReadChecker.Verdict checkpoints() {
        return ShardReadChecker.checkCheckpoints(events, STORED_AFTER);
    }

    @Test
    void whatWasAcknowledgedInTimeDoesNotComeAgain() {
        started("a");
        done("a", 0, 1);
        now += STORED_AFTER;
        killed();
        started("b");
        done("b", 0, 1);

        assertThat(checkpoints().secured()).isEqualTo(1);
        assertThat(checkpoints().violations())
                .containsExactly("b received 0:1 again, place 1 of shard 0, which was processed up to 1");
    }

    @Test
    void whatWasAcknowledgedRightBeforeTheKillMayComeAgain() {
        started("a");
        done("a", 0, 1);
        killed();
        started("b");
        done("b", 0, 1);

        assertThat(checkpoints().violations()).isEmpty();
    }

    @Test
    void whatIsBehindARecordThatIsNotAcknowledgedMayComeAgain() {
        started("a");
        received("a", 0, 1);
        done("a", 0, 2);
        now += STORED_AFTER;
        killed();
        started("b");
        done("b", 0, 1);
        done("b", 0, 2);

        assertThat(checkpoints().violations()).isEmpty();
    }

    @Test
    void whereTheGroupBeganALaterLifeCountsToo() {
        started("a");
        done("a", 0, 1);
        killed();
        started("b");
        done("b", 0, 2);
        now += STORED_AFTER;
        killed();
        started("c");
        received("c", 0, 1);

        assertThat(checkpoints().secured()).isEqualTo(2);
        assertThat(checkpoints().violations()).hasSize(1);
    }

    @Test
    void aChildIsReadWhenItsParentsAreFinished() {
        started("a");
        done("a", 0, 1);
        received("a", 2, 2);
        done("a", 0, 2);
        done("a", 2, 3);

        assertThat(ShardReadChecker.checkParents(events, Map.of(2L, List.of(0L, 1L))))
                .containsExactly("a received 2:2 of shard 2 before shard 0 was finished");
    }
}
