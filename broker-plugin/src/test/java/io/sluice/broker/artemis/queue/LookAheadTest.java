package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.apache.activemq.artemis.utils.SizeAwareMetric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookAheadTest {

    private static final int SIZE = 100;

    private final SizeAwareMetric counted = new SizeAwareMetric();
    private final LookAhead ahead = new LookAhead(counted, 2 * SIZE);

    @BeforeEach
    void threeMessagesWait() {
        for (int i = 0; i < 3; i++) {
            counted.addSize(SIZE);
        }
    }

    private static MessageReference message(boolean paged) {
        return new MessageReferenceImpl() {
            @Override
            public boolean isPaged() {
                return paged;
            }

            @Override
            public int getMessageMemoryEstimate() {
                return SIZE;
            }
        };
    }

    @Test
    void everythingCountsAsLongAsTheQueueMoves() {
        assertThat(ahead.leaveOut(message(true))).isZero();
        assertThat(counted.getSize()).isEqualTo(3 * SIZE);
    }

    @Test
    void aPagedMessageIsLeftOutWhenTheQueueStandsStill() {
        // When
        ahead.begin();
        int leftOut = ahead.leaveOut(message(true));

        // Then
        assertThat(leftOut).isEqualTo(SIZE);
        assertThat(counted.getSize()).isEqualTo(2 * SIZE);
        assertThat(counted.getElements()).isEqualTo(2);
    }

    @Test
    void oneThatIsNotInAPageIsNot() {
        // When
        ahead.begin();

        // Then
        assertThat(ahead.leaveOut(message(false))).isZero();
    }

    @Test
    void noMoreAreLeftOutThanTheBoundAllows() {
        // Given
        ahead.begin();

        // When
        int second = ahead.leaveOut(message(true)) + ahead.leaveOut(message(true));
        int third = ahead.leaveOut(message(true));

        // Then
        assertThat(second).isEqualTo(2 * SIZE);
        assertThat(third).isZero();
        assertThat(counted.getSize()).isEqualTo(SIZE);
    }

    @Test
    void whenOneOfThemMovesItCountsAgainAndNoMoreAreLeftOut() {
        // Given
        ahead.begin();
        int leftOut = ahead.leaveOut(message(true));

        // When
        ahead.countAgain(leftOut);

        // Then
        assertThat(counted.getSize()).isEqualTo(3 * SIZE);
        assertThat(counted.getElements()).isEqualTo(3);
        assertThat(ahead.leaveOut(message(true))).isZero();
    }
}
