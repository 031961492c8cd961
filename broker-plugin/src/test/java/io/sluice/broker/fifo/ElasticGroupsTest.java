package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups whose limit follows the pace of their owners. */
class ElasticGroupsTest {

    private static final String GROUP = "a";
    private static final String ANN = "Ann";
    private static final String BOB = "Bob";
    private static final long SOON_AFTER = TimeUnit.MILLISECONDS.toNanos(GroupPace.FAST_MILLIS) - 1;
    private static final long LONG_AFTER = TimeUnit.SECONDS.toNanos(1);

    private final WalkedShelf shelf = new WalkedShelf();
    private final MessageGroups<String, Long, String> groups = new MessageGroups<>(shelf, new GroupLimit.Auto());
    private final Map<String, OwnerPace> paces = new HashMap<>();
    private final Map<String, Integer> rooms = new HashMap<>();
    private MessageGroup<String, Long, String> group;
    private long now;

    @BeforeEach
    void fill() {
        LongStream.rangeClosed(1, 100).forEach(number -> group = groups.add(GROUP, number, number));
        groups.arrange();
    }

    /** Gives a consumer all that is on offer, and returns how many that were. */
    private int giveAllTo(String consumer) {
        int given = 0;
        while (!shelf.onOffer().isEmpty()) {
            giveTo(consumer, shelf.onOffer().get(0));
            given++;
        }
        return given;
    }

    private void giveTo(String consumer, long number) {
        assertThat(groups.admission(GROUP, number, consumer)).isEqualTo(Admission.GRANTED);
        groups.take(group, number, consumer, paces.computeIfAbsent(consumer, this::paceOf), now);
        shelf.takeOut(number);
        groups.arrange();
    }

    private OwnerPace paceOf(String consumer) {
        return new OwnerPace(() -> rooms.getOrDefault(consumer, OwnerPace.UNLIMITED));
    }

    private void endAll(long first, long last, long afterNanos) {
        now += afterNanos;
        LongStream.rangeClosed(first, last).forEach(number -> groups.end(GROUP, number, now));
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
        endAll(1, 10, SOON_AFTER);

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
    void whatAFastOwnerIsGivenNextGoesOutTogetherWhenAQuarterIsDone() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, SOON_AFTER);
        giveAllTo(ANN);

        // When
        endAll(11, 14, SOON_AFTER);
        List<Long> offeredAtFour = List.copyOf(shelf.onOffer());
        endAll(15, 15, SOON_AFTER);

        // Then
        assertThat(offeredAtFour).isEmpty();
        assertThat(shelf.onOffer()).containsExactly(31L, 32L, 33L, 34L, 35L);
    }

    @Test
    void anOwnerOfTenIsGivenTheNextOneWhenOneIsDone() {
        // Given
        giveAllTo(ANN);

        // When
        endAll(1, 1, LONG_AFTER);

        // Then
        assertThat(shelf.onOffer()).containsExactly(11L);
    }

    @Test
    void tellsHowManyMustBeSettledUntilSomethingCanBeGiven() {
        // Given
        giveAllTo(ANN);
        int ofTen = settlementsToNext();
        endAll(1, 10, SOON_AFTER);
        giveAllTo(ANN);
        int ofTwenty = settlementsToNext();

        // When
        endAll(11, 13, SOON_AFTER);

        // Then
        assertThat(ofTen).isEqualTo(1);
        assertThat(ofTwenty).isEqualTo(5);
        assertThat(settlementsToNext()).isEqualTo(2);
    }

    /** Settles as many ahead as the group wants to know of, and takes that back. */
    private int settlementsToNext() {
        int settled = 1;
        while (!group.settleAhead()) {
            settled++;
        }
        for (int i = 0; i < settled; i++) {
            group.leaveSettled();
        }
        return settled;
    }

    @Test
    void whatIsSettledOfAnotherGroupBringsNothing() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, SOON_AFTER);
        giveAllTo(ANN);
        MessageGroup<String, Long, String> other = groups.add("b", 101, 101L);

        // When
        for (int i = 0; i < 10; i++) {
            other.settleAhead();
        }

        // Then
        assertThat(group.settleAhead()).isFalse();
    }

    @Test
    void aConsumerThatIsFastElsewhereIsGivenAsMuchAsTheOwnerBefore() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, SOON_AFTER);
        OwnerPace fast = paceOf(BOB);
        fast.isFast(80, now);

        // When
        groups.take(group, 11, BOB, fast, now);
        shelf.takeOut(11L);
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).hasSize(19);
    }

    @Test
    void anotherOwnerBeginsWithTenAgain() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, 0);

        // When
        groups.take(group, 11, BOB, paceOf(BOB), now);
        shelf.takeOut(11L);
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).hasSize(9);
    }

    @Test
    void aGroupThatNobodyHasOffersTenWhateverItsPaceWas() {
        // Given
        rooms.put(ANN, 1_000);
        giveAllTo(ANN);

        // When
        endAll(1, 10, SOON_AFTER);

        // Then
        assertThat(shelf.onOffer()).hasSize(10);
    }

    /** Ann has one message left after this, and the 30 that she could be given next are on offer. */
    private void putThirtyOnOffer() {
        rooms.put(ANN, 1_000);
        giveAllTo(ANN);
        endAll(1, 9, 0);
        giveAllTo(ANN);
        endAll(10, 19, 0);
        rooms.put(ANN, 30);
        giveTo(ANN, shelf.onOffer().get(0));
        assertThat(shelf.onOffer()).hasSize(30).startsWith(21L);
    }

    @Test
    void whatIsOnOfferStaysThereWhenNobodyHasTheGroupAnyMore() {
        // Given
        putThirtyOnOffer();

        // When
        endAll(20, 20, 0);

        // Then
        assertThat(shelf.onOffer()).hasSize(30).startsWith(21L);
    }

    @Test
    void whoIsFastTakesAllThatIsLeftOnOffer() {
        // Given
        putThirtyOnOffer();
        endAll(20, 20, 0);

        // When
        giveTo(ANN, 21);

        // Then
        assertThat(shelf.onOffer()).hasSizeGreaterThanOrEqualTo(29).startsWith(22L);
    }

    @Test
    void whoIsNotKnownToBeFastIsLeftTenOfThemAtOnce() {
        // Given
        putThirtyOnOffer();
        endAll(20, 20, 0);

        // When
        groups.take(group, 21, BOB, paceOf(BOB), now);
        shelf.takeOut(21L);

        // Then
        assertThat(shelf.onOffer()).hasSize(9).startsWith(22L);
    }

    @Test
    void ofWhatConsumersHavePassedTenAreOfferedAgainWhenNobodyHasTheGroupAnyMore() {
        // Given
        putThirtyOnOffer();

        // When
        groups.refuse(group);
        endAll(20, 20, 0);

        // Then
        assertThat(shelf.onOffer()).hasSize(10).startsWith(21L);
    }

    @Test
    void aGroupThatNobodyHasOffersWhatItsPaceAllowsIfThereIsOneConsumer() {
        // Given
        rooms.put(ANN, OwnerPace.UNLIMITED);
        giveAllTo(ANN);

        // When
        endAll(1, 10, SOON_AFTER);

        // Then
        assertThat(shelf.onOffer()).hasSizeGreaterThan(10);
    }

    @Test
    void anOwnerIsOfferedNoMoreThanItCanTake() {
        // Given
        giveAllTo(ANN);
        rooms.put(ANN, 2);

        // When
        endAll(1, 5, LONG_AFTER);

        // Then
        assertThat(shelf.onOffer()).containsExactly(11L, 12L);
    }

    @Test
    void whatAnOwnerCouldNotTakeIsOfferedWhenItCan() {
        // Given
        giveAllTo(ANN);
        rooms.put(ANN, 0);
        endAll(1, 5, LONG_AFTER);
        assertThat(shelf.onOffer()).isEmpty();

        // When
        rooms.put(ANN, 5);
        groups.haveRoom();
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).containsExactly(11L, 12L, 13L, 14L, 15L);
    }

    @Test
    void whatIsOnOfferStaysThereWhenItsOwnerCanTakeNoMore() {
        // Given
        giveTo(ANN, 1);
        rooms.put(ANN, 0);

        // When
        groups.haveRoom();
        giveTo(ANN, 2);

        // Then
        assertThat(shelf.onOffer()).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void aMessageThatComesBackBringsTheLimitDown() {
        // Given
        giveAllTo(ANN);
        endAll(1, 10, SOON_AFTER);
        assertThat(giveAllTo(ANN)).isEqualTo(20);

        // When
        LongStream.rangeClosed(11, 30).forEach(number -> groups.add(GROUP, number, number));
        groups.arrange();

        // Then
        assertThat(shelf.onOffer()).hasSize(10).startsWith(11L, 12L);
    }
}
