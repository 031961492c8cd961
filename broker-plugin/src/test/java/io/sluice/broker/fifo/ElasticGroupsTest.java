package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose limit follows the pace of their owners. */
class ElasticGroupsTest {

    private static final String GROUP = "a";
    private static final String ANN = "Ann";
    private static final String BOB = "Bob";
    private static final long LONG_AFTER = TimeUnit.SECONDS.toNanos(1);

    private final WalkedShelf shelf = new WalkedShelf();
    private final MessageGroups<String, Long, String> groups = new MessageGroups<>(shelf, new GroupLimit.Auto());
    private MessageGroup<String, Long, String> group;

    @BeforeEach
    void fill() {
        LongStream.rangeClosed(1, 100).forEach(number -> group = groups.add(GROUP, number, number));
        groups.arrange();
    }

    /** Gives a consumer all that is on offer, and returns how many that were. */
    private int giveAllTo(String consumer) {
        int given = 0;
        while (!shelf.onOffer().isEmpty()) {
            long number = shelf.onOffer().get(0);
            assertThat(groups.admission(GROUP, number, consumer)).isEqualTo(Admission.GRANTED);
            groups.take(group, number, consumer);
            shelf.takeOut(number);
            groups.arrange();
            given++;
        }
        return given;
    }

    private void endAll(long first, long last, long nowNanos) {
        LongStream.rangeClosed(first, last).forEach(number -> groups.end(GROUP, number, nowNanos));
        groups.arrange();
    }

    @Test
    void anOwnerBeginsWithTen() {
        assertThat(giveAllTo(ANN)).isEqualTo(10);
    }

    @Test
    void anOwnerThatIsSoonDoneWithThemIsGivenTwiceAsMany() {
        // Given
        giveAllTo(ANN);

        // When
        endAll(1, 10, 0);

        // Then
        assertThat(giveAllTo(ANN)).isEqualTo(20);
    }

    @Test
    void anOwnerThatTakesItsTimeIsNot() {
        // Given
        giveAllTo(ANN);

        // When
        endAll(1, 9, 0);
        endAll(10, 10, LONG_AFTER);

        // Then
        assertThat(giveAllTo(ANN)).isEqualTo(10);
    }

    @Test
    void anotherOwnerBeginsWithTenAgain() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, 0);

        // When
        groups.take(group, 11, BOB);
        shelf.takeOut(11L);
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).hasSize(9);
    }

    @Test
    void aMessageThatComesBackBringsTheLimitDown() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, 0);
        assertThat(giveAllTo(ANN)).isEqualTo(20);

        // When
        LongStream.rangeClosed(11, 30).forEach(number -> groups.add(GROUP, number, number));
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).hasSize(10).startsWith(11L, 12L);
    }
}
